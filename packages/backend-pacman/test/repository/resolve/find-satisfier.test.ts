import { describe, expect, it } from 'vitest';
import { type FindOptions, findSatisfier } from '../../../src/repository/resolve/find-satisfier.ts';
import { parseDependency } from '../../../src/version/dependency.ts';
import { poolOf } from '../fixtures/pool.ts';

const POOL = poolOf(
  [
    [
      { name: 'a', version: '1-1' },
      { name: 'p', provides: ['v=1'] },
    ],
    [
      { name: 'a', version: '2-1' },
      { name: 'q', provides: ['v=2', 'a=9'] },
      { name: 'r', provides: ['v'] },
    ],
  ],
  { packages: ['r'] },
);

function found(wanted: string, options: FindOptions = {}): string | undefined {
  const pkg = findSatisfier(POOL, parseDependency(wanted), options);
  return pkg && `${pkg.source} ${pkg.name}`;
}

describe('the package for a dependency', () => {
  it.each([
    ['a', '0 a'],
    ['a>=2', '1 a'],
    ['a>=3', '1 q'],
    ['a>9', undefined],
    ['v', '0 p'],
    ['v>=2', '1 q'],
    ['v>=3', undefined],
    ['r', undefined],
    ['unheard-of', undefined],
  ])('%s is %s', (wanted, expected) => {
    expect(found(wanted)).toBe(expected);
  });

  it('may be one of IgnorePkg only if it is asked for', () => {
    expect(found('r', { asked: true })).toBe('1 r');
  });

  it('is none that provides its own name in another version', () => {
    const pool = poolOf([[{ name: 's', version: '1-1', provides: ['s=5'] }]]);
    const find = (wanted: string) => findSatisfier(pool, parseDependency(wanted), {})?.name;
    expect([find('s>=5'), find('s>=1')]).toEqual([undefined, 's']);
  });

  it('is of one repository, if that is said', () => {
    expect(found('a', { source: 1 })).toBe('1 a');
    expect(found('v', { source: 1 })).toBe('1 q');
    expect(found('p', { source: 1 })).toBeUndefined();
  });

  it('is none that is not wanted', () => {
    expect(found('v', { isExcluded: (name) => name === 'p' })).toBe('1 q');
    expect(found('a', { isExcluded: (name) => name === 'a' })).toBe('1 q');
  });

  it('is told of if it was a choice, with what it could have been', () => {
    const notes: unknown[] = [];
    const note: FindOptions['note'] = (wanted, chosen, others) =>
      notes.push([wanted.name, chosen.name, others.map(({ name }) => name)]);
    found('a', { note });
    found('v>=2', { note });
    expect(notes).toEqual([]);
    found('v', { note });
    expect(notes).toEqual([['v', 'p', ['q']]]);
  });
});
