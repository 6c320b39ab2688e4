import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { encodeLock, type Lock, parseLock } from '@supermin/core';
import type { Check } from '../support/check.ts';
import { thrownBy, userErrorOf } from '../support/failure.ts';
import { familyOf, onRepository } from './fixture.ts';
import { listHost } from './list-host.ts';
import type { RepositorySubject } from './subject.ts';

/** Names that no package has; some are traps. */
const NOBODY = [
  ...['no-such-package-anywhere', '', ' ', '*', '/', '../x', '__proto__', '=1', '\n', '\0'],
];

const choosing: readonly Check<RepositorySubject>[] = [
  onRepository(
    'chooses packages, the same ones each time, for a lock that comes back from its text',
    async (fixture, subject) => {
      const lock = await fixture.lock();
      const found = lock.packages.map(({ name, version }) => `${name} ${version}`);
      assert.deepEqual(found.sort(), [...subject.packages].sort());
      const names = [...subject.names].reverse();
      const others = {
        ...(await fixture.lock({ names, cache: 'other' })),
        requested: lock.requested,
      };
      assert.equal(encodeLock(others), encodeLock(lock), 'the order of names does not matter');
      assert.equal(encodeLock(parseLock(encodeLock(lock), 'lock.json')), encodeLock(lock));
    },
  ),
  onRepository('says that there is no such package', async (fixture) => {
    for (const name of NOBODY) {
      const when = `a package called ${JSON.stringify(name)}`;
      const { code } = await userErrorOf(() => fixture.lock({ names: [name] }), when);
      assert.equal(code, 'PACKAGES_MISSING', when);
    }
  }),
  onRepository('stops when the signal says so', async (fixture) => {
    const reason = new Error('stopped');
    const signal = AbortSignal.abort(reason);
    assert.equal(await thrownBy(() => fixture.lock({ signal }), 'a signal'), reason);
  }),
];

const making: readonly Check<RepositorySubject>[] = [
  onRepository(
    'makes a root with the files of the packages, whose database it reads itself',
    async (fixture, subject) => {
      const lock = await fixture.lock();
      const host = await fixture.root(lock);
      for (const [path, content] of Object.entries(subject.files)) {
        assert.equal(host.readFile(path).toString('latin1'), content, path);
      }
      const { signal } = new AbortController();
      const context = { host, family: familyOf(subject), signal, report: () => {} };
      const database = await subject.backend.open(context);
      const found = lock.packages.flatMap(({ id }) => database.find(id));
      const spelled = found.map(({ name, version, arch }) => `${name} ${version} ${arch}`);
      const locked = lock.packages.map(({ name, version, arch }) => `${name} ${version} ${arch}`);
      assert.deepEqual(spelled, locked, 'the database has the packages of the lock');
      const closure = await database.closure(found, { resolver: 'default' });
      assert.equal(closure.length, found.length, 'nothing is missing, and nothing else is there');
      const contents = await database.contents(found, signal);
      const listed = new Set(contents.flatMap(({ files }) => files.map(({ path }) => path)));
      for (const path of Object.keys(subject.files)) assert(listed.has(path), `${path} is listed`);
    },
  ),
  onRepository(
    'makes the same root of a lock with another cache, without the repository’s index',
    async (fixture) => {
      const lock = await fixture.lock();
      const first = listHost(await fixture.root(lock));
      assert.deepEqual(listHost(await fixture.root(lock, 'other')), first);
      rmSync(fixture.directory, { recursive: true });
      // What is kept needs nothing.
      assert.deepEqual(listHost(await fixture.root(lock, 'other')), first);
    },
  ),
];

type Tamper = readonly [what: string, edit: (bytes: Buffer) => Uint8Array];

const TAMPERED: readonly Tamper[] = [
  ['was changed', (bytes) => bytes.map((byte, at) => (at === bytes.length >> 1 ? byte ^ 1 : byte))],
  ['is cut off', (bytes) => bytes.subarray(0, bytes.length >> 1)],
  ['is longer', (bytes) => Buffer.concat([bytes, Buffer.from('more')])],
  ['is empty', () => Buffer.alloc(0)],
];

const refusing: readonly Check<RepositorySubject>[] = [
  onRepository(
    'refuses package files that are not those of the lock, and keeps nothing of them',
    async (fixture) => {
      const lock = await fixture.lock();
      const file = fixture.packageFile(lock);
      const bytes = readFileSync(file);
      for (const [what, edit] of TAMPERED) {
        writeFileSync(file, edit(bytes));
        const { code } = await userErrorOf(
          () => fixture.root(lock, what),
          `a package that ${what}`,
        );
        assert.match(code, /^DOWNLOAD_/);
        assert(!fixture.kept(what).includes(lock.packages[0]!.sha256), `${what}: it is kept`);
      }
    },
  ),
  onRepository('refuses a package file that is another package', async (fixture) => {
    const lock = await fixture.lock();
    for (const field of ['name', 'version', 'arch'] as const) {
      const wrong: Lock = {
        ...lock,
        packages: lock.packages.map((pkg, at) => (at === 0 ? { ...pkg, [field]: 'other' } : pkg)),
      };
      const when = `a package whose ${field} is another one`;
      await userErrorOf(() => fixture.root(wrong, `wrong-${field}`), when);
      assert(!fixture.kept(`wrong-${field}`).includes(lock.packages[0]!.sha256), `${when}: kept`);
    }
  }),
];

/** Every promise of a backend's repositories, to be run one by one. */
export const repositoryChecks: readonly Check<RepositorySubject>[] = [
  ...choosing,
  ...making,
  ...refusing,
];
