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
  const database = databaseOf('abcd', 'a > b', 'a > c', 'b > d', 'c > b', 'd > c');
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
