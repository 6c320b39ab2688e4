import assert from 'node:assert/strict';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { detectBackend, displayPath, isSuperminError } from '@supermin/core';
import { type Check, check } from '../../support/check.ts';
import { assertDeclared } from '../../support/declared-options.ts';
import { thrownBy, userErrorOf } from '../../support/failure.ts';
import { differences, listDirectory } from '../../support/listing.ts';
import { readManifest } from '../../support/package-json.ts';
import { allPackages, familyOf, hostOf, makeRoot, onFixture, open, signal } from '../fixture.ts';
import type { BackendSubject } from '../subject.ts';

/** Whether there is a database, where, and that it is only read. */
export const rootChecks: readonly Check<BackendSubject>[] = [
  check(
    'has a manifest that names it, and by which its root is recognised',
    async (subject, scratch) => {
      const { backends } = readManifest(subject.package);
      const manifest = backends.find(({ name }) => name === subject.backend.name);
      assert(manifest !== undefined, `the manifest has no backend ${subject.backend.name}`);
      assertDeclared(subject.backend.options, manifest.options);
      const plugin = {
        name: '',
        version: '',
        directory: '',
        installedAs: '',
        manifest: readManifest(subject.package),
      };
      const detect = (root: string) =>
        detectBackend([{ plugin, manifest }], hostOf(root)).family.name;
      assert.equal(detect(await makeRoot(subject, scratch)), familyOf(subject));
      const empty = join(scratch, 'empty');
      mkdirSync(empty);
      const found = await thrownBy(() => detect(empty), 'detection in an empty root');
      assert(isSuperminError(found) && found.code === 'BACKEND_NOT_DETECTED', String(found));
    },
  ),
  check(
    'names files that are there and tell that the database changed',
    async (subject, scratch) => {
      const host = hostOf(await makeRoot(subject, scratch));
      const paths = subject.backend.freshness(host);
      assert(paths.length > 0, 'there is at least one');
      for (const path of paths) {
        assert(path.startsWith('/'), `${displayPath(path)} is an absolute path`);
        assert(host.stat(path) !== undefined, `${displayPath(path)} is there`);
      }
      assert.deepEqual(subject.backend.freshness(host), paths, 'the same when asked again');
    },
  ),
  check('says that a database is missing, and where it should be', async (subject, scratch) => {
    const root = await makeRoot(subject, scratch);
    const { wholeDatabase, database } = subject;
    const missing = wholeDatabase === undefined ? database : [wholeDatabase];
    for (const path of missing) rmSync(root + path, { recursive: true });
    const places = missing.map((path) => dirname(path));
    for (const [when, work] of [
      ['freshness() without a database', () => subject.backend.freshness(hostOf(root))],
      ['open() without a database', () => open(subject, root)],
    ] as const) {
      const { message } = await userErrorOf(work, when);
      assert(
        places.some((place) => message.includes(place)),
        `${when}: no path in: ${message}`,
      );
    }
  }),
  check('writes nothing into the root', async (subject, scratch) => {
    const root = await makeRoot(subject, scratch);
    const before = listDirectory(root);
    subject.backend.freshness(hostOf(root));
    const { database, host } = await open(subject, root);
    host.alone = true;
    const contents = await database.contents(allPackages(subject, database), signal);
    await database.pristine(contents, { useInstalled: true, temporaryDirectory: scratch });
    const fields = ['type', 'mode', 'uid', 'gid', 'mtime', 'content'] as const;
    const { lines, added } = differences(before, listDirectory(root), fields);
    assert.deepEqual([...lines, ...added.map((path) => `${path} was added`)], []);
  }),
  onFixture('lists a package in one line', async ({ database }, subject) => {
    const packages = allPackages(subject, database);
    const lines = packages.map((pkg) => database.listEntry(pkg));
    for (const [index, line] of lines.entries()) {
      assert(!/[\n\0]/.test(line), `one line: ${line}`);
      assert(line.includes(packages[index]!.name), `the name is in it: ${line}`);
    }
    assert.equal(new Set(lines).size, new Set(packages.map(({ id }) => id)).size, 'each is unique');
  }),
];
