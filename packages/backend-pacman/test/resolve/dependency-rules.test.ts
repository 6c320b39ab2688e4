import { resolveClosure } from '@supermin/core/backend';
import { CLOSURES, CORNER_SET } from '@supermin/test-support/pacman';
import { describe, expect, it } from 'vitest';
import { dependencyRules } from '../../src/resolve/dependency-rules.ts';
import { systemOf } from '../fixtures/system.ts';

type System = ReturnType<typeof systemOf>;

function closure(system: System, names: readonly string[], weak = false): string[] {
  const roots = names.map((name) => system.named(name)!);
  return resolveClosure(dependencyRules(system), roots, {
    manager: 'pacman',
    weak,
    report: () => {},
  }).map(({ id }) => id);
}

describe('of the corner set', () => {
  const system = systemOf(CORNER_SET);

  it.each(Object.entries(CLOSURES))('%s', (name, expected) => {
    expect(closure(system, [name])).toEqual(expected);
  });

  it('does not depend on the order of the roots', () => {
    const names = Object.keys(CLOSURES);
    expect(closure(system, names)).toEqual(closure(system, [...names].reverse()));
  });

  it('has installed optional dependencies on request', () => {
    expect(closure(system, ['tools'], true)).toEqual([...CLOSURES.tools!, 'epoch', 'extra'].sort());
  });
});

it('adds what optional dependencies need, and their optional ones', () => {
  const system = systemOf([
    { name: 'a', optdepends: ['b: reason'] },
    { name: 'b', depends: ['c'], optdepends: ['d'] },
    { name: 'c' },
    { name: 'd' },
  ]);
  expect(closure(system, ['a'])).toEqual(['a']);
  expect(closure(system, ['a'], true)).toEqual(['a', 'b', 'c', 'd']);
});

it('adds nothing for a dependency that is satisfied by the end', () => {
  const system = systemOf([
    { name: 'a', depends: ['mail', 'z'] },
    { name: 'x', provides: ['mail'] },
    { name: 'yy', provides: ['mail'] },
    { name: 'z', depends: ['yy'] },
  ]);
  expect(closure(system, ['a'])).toEqual(['a', 'yy', 'z']);
});

it('reports what nothing satisfies', () => {
  const system = systemOf([{ name: 'a', depends: ['nowhere>=1', 'b>2'] }, { name: 'b' }]);
  const texts: unknown[] = [];
  const report = (event: object) => texts.push((event as { text: string }).text);
  const found = resolveClosure(dependencyRules(system), [system.named('a')!], {
    manager: 'pacman',
    weak: false,
    report,
  });
  expect(found.map(({ id }) => id)).toEqual(['a']);
  expect(texts).toEqual([
    'pacman: a needs nowhere>=1, which is not installed',
    'pacman: a needs b>2, which is not installed',
  ]);
});
