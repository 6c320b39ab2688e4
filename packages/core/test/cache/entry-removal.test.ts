import { readdirSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { isMarked, mark, unmark } from '../../src/cache/entry-marks.ts';
import { entryName, isInUse, removeUnlessUsed } from '../../src/cache/entry-removal.ts';

const newCache = () => `${scratchDirectory()}/cache`;

it('entryName: its directory and its name', () => {
  expect(entryName('run', '5f0c2a91')).toBe('run-5f0c2a91');
});

it('isInUse: while somebody says so', () => {
  const cache = newCache();
  const file = mark(cache, 'run-a', 'use');
  expect(isInUse(cache, 'run-a')).toBe(true);
  unmark(file);
  expect(isInUse(cache, 'run-a')).toBe(false);
  mark(cache, 'run-a', 'remove');
  expect(isInUse(cache, 'run-a')).toBe(false);
});

describe('removeUnlessUsed', () => {
  it('removes what nobody uses, and says so to others meanwhile', () => {
    const cache = newCache();
    let marked: boolean | undefined;
    const removed = removeUnlessUsed(cache, 'run-a', () => {
      marked = isMarked(cache, 'run-a', 'remove');
    });
    expect([removed, marked]).toEqual([true, true]);
    expect(readdirSync(`${cache}/uses`)).toEqual([]);
  });

  it('leaves what is used alone, but for uses that are to end', () => {
    const cache = newCache();
    const [one, two] = [mark(cache, 'run-a', 'use'), mark(cache, 'run-a', 'use')];
    let removals = 0;
    const remove = (leaving?: string[]) =>
      removeUnlessUsed(cache, 'run-a', () => void removals++, leaving);
    expect(remove()).toBe(false);
    expect(remove([one])).toBe(false);
    expect(removals).toBe(0);
    expect(isMarked(cache, 'run-a', 'remove')).toBe(false);
    expect(remove([one, two])).toBe(true);
    expect(removals).toBe(1);
  });

  it('leaves no mark where the removal fails', () => {
    const cache = newCache();
    const fail = () => {
      throw new Error('no');
    };
    expect(() => removeUnlessUsed(cache, 'run-a', fail)).toThrow('no');
    expect(readdirSync(`${cache}/uses`)).toEqual([]);
  });
});
