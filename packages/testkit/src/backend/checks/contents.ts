import assert from 'node:assert/strict';
import { displayPath, type PackageContents } from '@supermin/core';
import type { Check } from '../../support/check.ts';
import { thrownBy } from '../../support/failure.ts';
import { allPackages, onFixture, open, signal } from '../fixture.ts';
import type { BackendSubject, ExpectedPackage } from '../subject.ts';

/** Absolute, no final slash, no empty, `.` or `..` component, no NUL. */
const CANONICAL = /^(?:\/(?!\.{1,2}(?:\/|$))[^/\0]+)+$/s;

/** From packages to their files. */
export const contentsChecks: readonly Check<BackendSubject>[] = [
  onFixture(
    'lists the files of packages, in the order of the packages',
    async ({ database }, subject) => {
      const packages = allPackages(subject, database).toReversed();
      const contents = await database.contents(packages, signal);
      assert.deepEqual(
        contents.map((each) => each.package.id),
        packages.map(({ id }) => id),
      );
      const known = subject.packages.filter(({ files }) => files !== undefined);
      assert(known.length > 0, 'the fixture has the files of a package');
      for (const expected of known) {
        const paths = of(contents, expected, database.find(expected.name)[0]!.id).map(
          ({ path }) => path,
        );
        assert.deepEqual(paths.map(displayPath).sort(), expected.files!.map(displayPath).sort());
      }
    },
  ),
  onFixture('spells paths as they can stand in an appliance', async ({ database }, subject) => {
    for (const {
      package: { id },
      files,
    } of await everything(subject, database)) {
      const seen = new Set<string>();
      for (const { path, hostPath = path } of files) {
        assert.match(path, CANONICAL, `a path of ${id}`);
        assert.match(hostPath, CANONICAL, `a path on the host of ${id}`);
        assert(!seen.has(path), `${displayPath(path)} of ${id} is listed once`);
        seen.add(path);
      }
    }
  }),
  onFixture('distinguishes config files from others', async ({ database }, subject) => {
    const known = subject.packages.filter(({ config }) => config !== undefined);
    assert(
      known.some(({ config }) => config!.length > 0),
      'the fixture has a config file',
    );
    const contents = await everything(subject, database);
    for (const expected of known) {
      const files = of(contents, expected, database.find(expected.name)[0]!.id);
      for (const { path, config } of files) assert.equal(typeof config, 'boolean', path);
      const config = files.filter((file) => file.config).map(({ path }) => path);
      assert.deepEqual(config.sort(), [...expected.config!].sort(), `of ${expected.name}`);
    }
  }),
  onFixture(
    'lists the same files in the same order each time',
    async ({ database, root }, subject) => {
      const plain = (contents: PackageContents[]) => contents.map(({ files }) => files);
      const first = plain(await everything(subject, database));
      assert.deepEqual(plain(await everything(subject, database)), first, 'asked twice');
      const again = await open(subject, root);
      assert.deepEqual(plain(await everything(subject, again.database)), first, 'opened twice');
    },
  ),
  onFixture('stops listing files when it is aborted', async ({ database }, subject) => {
    const reason = new Error('aborted before');
    const packages = allPackages(subject, database);
    const work = async () => database.contents(packages, AbortSignal.abort(reason));
    assert.equal(await thrownBy(work, 'contents() with an aborted signal'), reason);
  }),
];

function everything(
  subject: BackendSubject,
  database: Parameters<typeof allPackages>[1],
): Promise<PackageContents[]> {
  return database.contents(allPackages(subject, database), signal);
}

function of(contents: readonly PackageContents[], { name }: ExpectedPackage, id: string) {
  const found = contents.find((each) => each.package.id === id);
  assert(found !== undefined, `${name} is listed`);
  return found.files;
}
