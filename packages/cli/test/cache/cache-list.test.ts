import type { CacheEntry } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it, vi } from 'vitest';
import { cacheList, cacheListText } from '../../src/cache/cache-list.ts';

const appliance = scratchDirectory({ 'input/packages': 'a\nb\nc\nd\ne\n' });
const now = Date.now() / 1000;

const ENTRIES: CacheEntry[] = [
  {
    ...{ kind: 'kernels', name: '6.1\x1b[31m', path: '/c/kernels/6.1', isDirectory: false },
    ...{ bytes: 2048, used: now - 3 * 3600 - 1, inUse: false },
  },
  {
    ...{ kind: 'run', name: '5f0c', path: appliance, isDirectory: true },
    ...{ bytes: 2 ** 20, used: now, inUse: true },
  },
];

describe('cacheListText', () => {
  it('an appliance by its packages, the last one used first; no control characters', () => {
    const [title, first, second, total] = cacheListText(ENTRIES, 2 ** 30).split('\n');
    expect(title).toBe('KIND        SIZE  USED         STATE   NAME');
    expect(first).toBe('run      1.0 MiB  just now     in use  a, b, c, d, and 1 more');
    expect(second).toMatch(/^kernels {2}2\.0 KiB {2}3 hours ago {10}6\.1/);
    expect(second).not.toContain('\x1b');
    expect(total).toBe('1.0 MiB of 1.0 GiB');
  });

  it.each([
    [59, 'just now'],
    [60, '1 minute ago'],
    [3599, '59 minutes ago'],
    [3600, '1 hour ago'],
    [2 * 24 * 3600 - 1, '1 day ago'],
    [400 * 24 * 3600, '400 days ago'],
  ])('what was used %d seconds ago was used %s', (seconds, text) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const entry = { ...ENTRIES[0]!, used: Date.now() / 1000 - seconds };
    expect(cacheListText([entry], 1)).toContain(`  ${text}  `);
    vi.useRealTimers();
  });

  it('an appliance of few packages by all of them, one that cannot be read by its name', () => {
    const few = scratchDirectory({ 'input/packages': 'a\nb\nc\nd\n' });
    const of = (path: string) => cacheListText([{ ...ENTRIES[1]!, path }], 1).split('\n')[1];
    expect(of(few)).toMatch(/ a, b, c, d$/);
    expect(of('/none')).toMatch(/ 5f0c$/);
    expect(of(scratchDirectory({ 'input/packages': '' }))).toMatch(/ 5f0c$/);
  });

  it('nothing', () => {
    expect(cacheListText([], 2 ** 20)).toBe('0 B of 1.0 MiB\n');
  });
});

describe('cacheList', () => {
  it('bytes, times and packages, for programs', () => {
    expect(JSON.parse(JSON.stringify(cacheList('/c', ENTRIES)))).toMatchObject({
      directory: '/c',
      entries: [
        { kind: 'kernels', bytes: 2048, inUse: false },
        { kind: 'run', inUse: true, packages: ['a', 'b', 'c', 'd', 'e'] },
      ],
    });
  });
});
