import assert from 'node:assert/strict';
import { lastingName, type Package } from '@supermin/core';
import { type Check, check } from '../../support/check.ts';
import { onFixture, openFixture } from '../fixture.ts';
import type { BackendSubject } from '../subject.ts';

/** Names that no package has; some are traps for those who keep names in objects, or paste them into commands. */
const NOBODY = [
  ...[
    'no-such-package-anywhere',
    '',
    ' ',
    '*',
    '[',
    '(',
    '\\',
    '--help',
    '-',
    '.',
    '..',
    '\n',
    '\0',
  ],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty'],
  ...['$(id)', "'; id", '../../etc/passwd', '/', '//', '/no/such/file', '/..', '/.'],
  ...['n'.repeat(100_000), 'so:', ':', '=1', '@', 'caf\xe9'],
];

/** From names to packages. */
export const findChecks: readonly Check<BackendSubject>[] = [
  check('finds packages by name', async ({ packages, ...subject }, scratch) => {
    const { database } = await openFixture({ packages, ...subject }, scratch);
    const ids = new Set<string>();
    for (const expected of packages) {
      const found = database.find(expected.name);
      assert.equal(found.length, 1, `${expected.name} is one package`);
      const { version, arch, id } = found[0]!;
      assert.deepEqual({ version, arch }, { version: expected.version, arch: expected.arch });
      assert(id !== '' && !ids.has(id), `the id of ${expected.name} is its own: '${id}'`);
      ids.add(id);
      assert.deepEqual(
        database.find(id).map((pkg) => pkg.id),
        [id],
        'an id finds its package',
      );
    }
  }),
  onFixture('finds packages by what they provide and own', async ({ database }, subject) => {
    const others = subject.packages.flatMap(({ alsoFoundBy = [] }) => alsoFoundBy);
    assert(
      others.some((name) => name.startsWith('/')),
      'the fixture has a path',
    );
    assert(
      others.some((name) => !name.startsWith('/')),
      'the fixture has a provided name',
    );
    for (const { name, alsoFoundBy = [] } of subject.packages) {
      const [expected] = database.find(name);
      for (const other of alsoFoundBy) {
        const ids = database.find(other).map(({ id }) => id);
        assert(
          ids.includes(expected!.id),
          `${other} finds ${name}, not ${ids.join(' ') || 'none'}`,
        );
      }
    }
  }),
  onFixture('calls packages by names that outlive upgrades', async ({ database }, subject) => {
    for (const { name, alsoFoundBy = [] } of subject.packages) {
      const [expected] = database.find(name);
      assert(!tellsVersion(expected!), `the id of ${name} tells its version: '${expected!.id}'`);
      for (const asked of [name, expected!.id, ...alsoFoundBy]) {
        const [found] = database.find(asked);
        const written = lastingName(asked, found!);
        const again = database.find(written).map(({ id }) => id);
        assert(
          again.includes(found!.id),
          `${asked} goes into appliances as ${written}, which finds ${again.join(' ') || 'none'}`,
        );
      }
    }
  }),
  onFixture('finds nothing for names that nobody has', async ({ database }) => {
    for (const name of NOBODY) {
      const shown = JSON.stringify(name.slice(0, 40));
      const found = database.find(name).map(({ id }) => id);
      // The owner of a directory is an answer.
      if (name === '/') continue;
      assert.deepEqual(found, [], `${shown} means nobody`);
    }
  }),
];

/** Behind the name; an architecture may hold the same digits. */
function tellsVersion({ name, version, id }: Package): boolean {
  const rest = id.startsWith(name) ? id.slice(name.length) : id;
  const at = rest.indexOf(version);
  return at > 0 && /[^A-Za-z0-9]/.test(rest[at - 1]!);
}
