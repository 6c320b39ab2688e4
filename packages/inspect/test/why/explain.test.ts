import type { DependencyStep, Package, PackageDatabase } from '@supermin/core';
import { expect, it } from 'vitest';
import { explain } from '../../src/why/explain.ts';

function pkg(id: string): Package {
  return { id, name: id, version: '1', arch: 'all' };
}

/** `a > b|c`: a needs one of the two, and took the first; `a = b|c`: it was satisfied by what was in. */
function databaseOf(closure: string, ...lines: string[]): PackageDatabase {
  const steps = lines.map((line): DependencyStep => {
    const [, dependent, sign, list] = /^(\w+) ([>=]) (\S+)$/.exec(line)!;
    const candidates = list!.split('|').map(pkg);
    const rule = candidates.length === 1 ? 'only' : sign === '>' ? 'preferred' : 'satisfied';
    return { dependent: pkg(dependent!), dependency: list!, weak: false, candidates, rule };
  });
  return {
    find: (name: string) => [pkg(name)],
    closure: (_: unknown, { trace }: { trace(step: DependencyStep): void }) => {
      for (const step of steps) trace(step);
      return [...closure].map(pkg);
    },
  } as unknown as PackageDatabase;
}

async function ask(database: PackageDatabase, asked: string) {
  const { chain, neededBy } = (await explain(database, { asked, roots: [pkg('a')] }))!;
  return [chain.map(({ id }) => id).join(' '), neededBy.join(' ')];
}

it('the shortest chain', async () => {
  const database = databaseOf('abcd', 'a > none', 'a > b', 'a > c', 'b > d', 'c > b', 'd > c');
  expect(await ask(database, 'd')).toEqual(['a b d', 'b']);
  expect(await ask(database, 'c')).toEqual(['a c', 'a d']);
  expect(await ask(database, 'a')).toEqual(['a', '']);
});

it('a package that was not taken for a dependency is in for another one', async () => {
  const database = databaseOf('abcd', 'a > b|d', 'b > c', 'c > d');
  expect(await ask(database, 'd')).toEqual(['a b c d', 'c']);
});

it('what was in already satisfies a dependency, where what is preferred is not in', async () => {
  const database = databaseOf('abc', 'a > b', 'b > c', 'a = d|c');
  expect(await ask(database, 'c')).toEqual(['a c', 'a b']);
  expect(await ask(database, 'd')).toEqual(['', 'a']);
});

it('several packages that were asked for: the chain begins with the first one, by id, that has the shortest', async () => {
  const database = databaseOf('abcdz', 'z > d', 'b > c', 'a > b', 'c > d', 'a > d');
  const chainOf = async (...roots: string[]) => {
    const found = await explain(database, { asked: 'd', roots: roots.map(pkg) });
    return found!.chain.map(({ id }) => id).join(' ');
  };
  expect(await chainOf('z', 'a')).toBe('a d');
  expect(await chainOf('b', 'z')).toBe('z d');
  expect(await chainOf('b')).toBe('b c d');
});

it('a chain of one length goes by the order of the packages’ own dependencies', async () => {
  const database = databaseOf('abcd', 'a > c', 'a > b', 'b > d', 'c > d');
  expect(await ask(database, 'd')).toEqual(['a c d', 'b c']);
});

it('what a name means may be several packages: the nearest that is in', async () => {
  const database = databaseOf('abcd', 'a > b', 'b > c', 'a > d');
  const found = (...ids: string[]) => ({ ...database, find: () => ids.map(pkg) });
  expect(await ask(found('c', 'd'), 'any')).toEqual(['a d', 'a b']);
  expect(await ask(found('d', 'c'), 'any')).toEqual(['a d', 'a b']);
  expect(await ask(found('x', 'c'), 'any')).toEqual(['a b c', 'b']);
});

it('nothing, where nothing installed is called so', async () => {
  const database = { ...databaseOf('a'), find: () => [] };
  expect(await explain(database, { asked: 'none', roots: [pkg('a')] })).toBeUndefined();
});

it('a package that no chain leads to is not explained, even if it is in; who could need it is told', async () => {
  const database = databaseOf('abcd', 'a > b', 'b > d|c');
  const { chain, neededBy } = (await explain(database, { asked: 'c', roots: [pkg('a')] }))!;
  expect([chain, neededBy]).toEqual([[], ['b']]);
  const both = { ...database, find: () => [pkg('c'), pkg('d')] };
  expect(await ask(both, 'any')).toEqual(['a b d', 'b']);
});

it('all that need a package, each once, in the order of ids', async () => {
  const database = databaseOf('abcdx', 'a > x', 'd > x', 'c > x|y', 'a > d', 'a > c', 'a = z|x');
  expect(await ask(database, 'x')).toEqual(['a x', 'a c d']);
});

it('what each link is told of: versions, the dependency as it was spelt, other candidates', async () => {
  const library = { ...pkg('lib:i386'), name: 'lib', version: '2', arch: 'i386' };
  const steps: DependencyStep[] = [
    {
      ...{ dependent: pkg('a'), dependency: 'b (>= 1) | c', weak: true, rule: 'preferred' },
      candidates: [pkg('b'), pkg('c'), pkg('x')],
    },
    {
      ...{ dependent: pkg('b'), dependency: 'lib', weak: false, rule: 'only' },
      candidates: [library],
    },
  ];
  const database = {
    find: () => [library],
    closure: (_: unknown, { trace }: { trace(step: DependencyStep): void }) => {
      for (const step of steps) trace(step);
      return [pkg('a'), pkg('b'), library, pkg('c')];
    },
  } as unknown as PackageDatabase;
  expect(await explain(database, { asked: '/usr/lib/lib.so', roots: [pkg('a')] })).toEqual({
    ...{ supermin: 'why', version: 1, asked: '/usr/lib/lib.so', packages: 4, neededBy: ['b'] },
    chain: [
      { id: 'a', name: 'a', version: '1', arch: 'all', alternatives: [] },
      {
        ...{ id: 'b', name: 'b', version: '1', arch: 'all' },
        ...{ dependency: 'b (>= 1) | c', weak: true, rule: 'preferred' },
        alternatives: [
          { id: 'c', included: true },
          { id: 'x', included: false },
        ],
      },
      {
        ...{ id: 'lib:i386', name: 'lib', version: '2', arch: 'i386' },
        ...{ dependency: 'lib', weak: undefined, rule: 'only', alternatives: [] },
      },
    ],
  });
});

it('texts can be read, and are none for a terminal', async () => {
  const evil = (id: string) => ({
    id: `${id}\x1b`,
    name: `${id}\xff`,
    version: '\x07',
    arch: '\r',
  });
  const step: DependencyStep = {
    ...{ dependent: evil('a'), dependency: 'caf\xc3\xa9 \x1b', weak: false, rule: 'preferred' },
    candidates: [evil('b'), evil('c')],
  };
  const database = {
    find: () => [evil('b')],
    closure: (_: unknown, { trace }: { trace(step: DependencyStep): void }) => {
      trace(step);
      return [evil('a'), evil('b')];
    },
  } as unknown as PackageDatabase;
  const found = await explain(database, { asked: '/caf\xc3\xa9\x1b', roots: [evil('a')] });
  const common = { version: '\\x07', arch: '\\x0d' };
  expect(found).toMatchObject({
    ...{ asked: '/café\\x1b', neededBy: ['a\\x1b'] },
    chain: [
      { ...common, id: 'a\\x1b', name: 'a\\xff' },
      {
        ...{ ...common, id: 'b\\x1b', name: 'b\\xff', dependency: 'café \\x1b' },
        alternatives: [{ id: 'c\\x1b', included: false }],
      },
    ],
  });
});

it.each([
  [{}, { resolver: 'default', weak: false }],
  [{ weak: true }, { resolver: 'default', weak: true }],
  [{ resolver: 'supermin5' }, { resolver: 'supermin5', weak: false }],
] as const)('the set is resolved as %j asks for', async (question, expected) => {
  const asked: unknown[] = [];
  const database = databaseOf('a');
  const closure: PackageDatabase['closure'] = (roots, { trace: _, ...options }) => {
    asked.push(roots, options);
    return [pkg('a')];
  };
  await explain({ ...database, closure }, { asked: 'a', roots: [pkg('a')], ...question });
  expect(asked).toEqual([[pkg('a')], expected]);
});
