import type { Entry, Listing } from '@supermin/test-support/listing';
import { describe, expect, it } from 'vitest';
import { sameTree } from '../../src/compare/same-tree.ts';

const FILE: Entry = { type: 'file', mode: '644', owner: '0:0', size: 1, mtime: 5, content: 'abc' };
const listing = (change: Partial<Entry> = {}, path = '/a'): Listing =>
  new Map([[path, { ...FILE, ...change }]]);
const compare = (first: Listing, second: Listing, allowance = {}) =>
  sameTree(['one', first], ['other', second], allowance);
const EVERYTHING = { directories: true, timesOfLinks: true, relativeLinks: true };

describe('trees', () => {
  it('that are the same', () => {
    expect(compare(listing(), listing())).toBe('one = other: 1 paths');
  });

  it.each<[string, Partial<Entry>]>([
    ['content', { content: 'abd' }],
    ['mode', { mode: '600' }],
    ['owner', { owner: '1:0' }],
    ['size', { size: 2 }],
    ['time of a file', { mtime: 6 }],
    ['type', { type: 'symlink' }],
  ])('with another %s are refused, whatever is allowed', (_what, change) => {
    expect(() => compare(listing(), listing(change), EVERYTHING)).toThrow(
      /one and other are not the same; there is nothing to compare:\n {2}\/a: /,
    );
  });

  it('with another path are refused', () => {
    expect(() => compare(listing(), listing({}, '/b'), EVERYTHING)).toThrow(/\/a: only in the/);
    const allowed = { paths: ['/a', '/b'] };
    expect(compare(listing(), listing({}, '/b'), allowed)).toMatch(/^one = other/);
  });

  it.each<[Entry['type'], Partial<Entry>, object]>([
    ['directory', { mtime: 9, owner: '1:1', mode: '700' }, { directories: true }],
    ['symlink', { mtime: 9 }, { timesOfLinks: true }],
    ['symlink', { content: '..//abc', size: 7 }, { relativeLinks: true }],
  ])('of a %s: what is allowed is passed over, and only then', (type, change, allowance) => {
    const [first, second] = [listing({ type }), listing({ type, ...change })];
    expect(compare(first, second, allowance)).toMatch(/^one = other/);
    expect(() => compare(first, second)).toThrow(/not the same/);
  });

  it('a dozen differences are not all shown', () => {
    const many: Listing = new Map([...'abcdefghijkl'].map((name) => [name, FILE]));
    expect(() => compare(many, new Map())).toThrow(/and 2 more$/);
  });
});
