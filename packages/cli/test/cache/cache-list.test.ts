import type { CacheEntry } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
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
    expect(first).toBe('run      1.0 MiB  just now     in use  a, b, c, d, ... (5)');
    expect(second).toMatch(/^kernels {2}2\.0 KiB {2}3 hours ago {10}6\.1/);
    expect(second).not.toContain('\x1b');
    expect(total).toBe('1.0 MiB of 1.0 GiB');
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
