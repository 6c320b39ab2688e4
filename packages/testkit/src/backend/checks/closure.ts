import assert from 'node:assert/strict';
import type { ClosureOptions, Package, PackageDatabase } from '@supermin/core';
import type { Check } from '../../support/check.ts';
import { userErrorOf } from '../../support/failure.ts';
import { allPackages, onFixture, open, signal } from '../fixture.ts';
import type { BackendSubject } from '../subject.ts';

/** From packages to all that they need. */
export const closureChecks: readonly Check<BackendSubject>[] = [
  onFixture('closes over dependencies, also round in circles', async ({ database }, subject) => {
    assert(hasCycle(subject), 'the fixture has two packages that need each other');
    for (const { name, closure } of subject.packages) {
      const found = await idsOf(database, database.find(name));
      assert.equal(new Set(found).size, found.length, `no package twice: ${found.join(' ')}`);
      const expected = closure.flatMap((each) => database.find(each).map(({ id }) => id));
      assert.deepEqual([...found].sort(), expected.sort(), `what ${name} needs`);
    }
    assert.deepEqual(await idsOf(database, []), [], 'nothing needs nothing');
  }),
  onFixture(
    'gives the same closure each time, in the same order',
    async ({ database, root }, subject) => {
      const roots = allPackages(subject, database);
      const ids = await idsOf(database, roots);
      assert.deepEqual(await idsOf(database, roots), ids, 'asked twice');
      assert.deepEqual(
        await idsOf((await open(subject, root)).database, roots),
        ids,
        'opened twice',
      );
      const turned = await idsOf(database, roots.toReversed());
      assert.deepEqual(turned.sort(), [...ids].sort(), 'the roots the other way round');
      const twice = await idsOf(database, [...roots, ...roots]);
      assert.deepEqual(twice.sort(), [...ids].sort(), 'each root named twice');
    },
  ),
  onFixture(
    'knows both resolvers, and weak dependencies come on top',
    async ({ database }, subject) => {
      for (const { name } of subject.packages) {
        const roots = database.find(name);
        const ids = await idsOf(database, roots);
        const more = await idsOf(database, roots, { resolver: 'default', weak: true });
        assert(
          ids.every((id) => more.includes(id)),
          `weak leaves nothing out that ${name} needs`,
        );
        const old = await idsOf(database, roots, { resolver: 'supermin5' });
        assert(old.includes(roots[0]!.id), `supermin5: ${name} is in its own closure`);
      }
    },
  ),
  onFixture(
    'tells essential packages, if it does, of those that are installed',
    async ({ database }, subject) => {
      const { essential: expected } = subject;
      if (expected !== undefined) assert(database.essential, 'the database has essential()');
      const found = database.essential?.() ?? [];
      const ids = found.map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length, `no package twice: ${ids.join(' ')}`);
      for (const { id } of found) {
        const [known] = database.find(id);
        assert.equal(known?.id, id, `the essential package ${id} is installed`);
      }
      const again = database.essential?.().map(({ id }) => id) ?? [];
      assert.deepEqual(again, ids, 'the same when asked again');
      if (expected === undefined) return;
      const names = found.map(({ name }) => name);
      assert.deepEqual(names.sort(), [...expected].sort(), 'the essential packages');
    },
  ),
  onFixture(
    'tells links of alternatives, if it does, in one order and no path twice',
    async ({ database }) => {
      const paths = database.alternatives?.().map(({ path }) => path) ?? [];
      assert.equal(new Set(paths).size, paths.length, 'no path twice');
      assert.deepEqual(paths, [...paths].sort(), 'sorted by path');
      const again = database.alternatives?.().map(({ path }) => path) ?? [];
      assert.deepEqual(again, paths, 'the same when asked again');
    },
  ),
  onFixture(
    'takes plain copies of its packages, and refuses strangers',
    async ({ database }, subject) => {
      const roots = allPackages(subject, database);
      const copies = roots.map(({ name, version, arch, id }) => ({ name, version, arch, id }));
      assert.deepEqual(await idsOf(database, copies), await idsOf(database, roots));
      const listed = await database.contents(copies, signal);
      assert.deepEqual(
        listed.map((each) => each.package.id),
        copies.map(({ id }) => id),
      );
      const stranger = { name: 'stranger', version: '1', arch: 'any', id: 'stranger-1' };
      for (const [when, work] of [
        ['closure() of a stranger', () => idsOf(database, [stranger])],
        ['contents() of a stranger', async () => database.contents([stranger], signal)],
      ] as const) {
        const { message } = await userErrorOf(work, when);
        assert(message.includes('stranger'), `${when}: it is not named in: ${message}`);
      }
    },
  ),
];

async function idsOf(
  database: PackageDatabase,
  roots: readonly Package[],
  options: ClosureOptions = { resolver: 'default' },
): Promise<string[]> {
  return (await database.closure(roots, options)).map(({ id }) => id);
}

function hasCycle({ packages }: BackendSubject): boolean {
  return packages.some(({ name, closure }) =>
    packages.some(
      (other) =>
        other.name !== name && closure.includes(other.name) && other.closure.includes(name),
    ),
  );
}
