import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localHost } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { cacheDirectories, findCached } from '../../src/download/cache.ts';
import { installed } from '../fixtures/system.ts';

describe('cacheDirectories', () => {
  it('are those of the configuration', () => {
    const settings = ['/a', '/b/'].map((value) => ({ key: 'CacheDir', value }));
    expect(cacheDirectories([{ name: 'options', settings }])).toEqual(['/a', '/b/']);
  });

  it('are else pacman\u2019s own', () => {
    expect(cacheDirectories([])).toEqual(['/var/cache/pacman/pkg']);
  });
});

describe('findCached', () => {
  const root = scratchDirectory();
  for (const name of ['a', 'b']) mkdirSync(join(root, name));
  const find = (version: string) =>
    findCached(localHost(root), ['/none', '/a', '/b/'], installed({ name: 'x', version }));

  it('finds just the installed version, in any compression', () => {
    writeFileSync(join(root, 'a/x-1-1-x86_64.pkg.tar.zst'), '');
    writeFileSync(join(root, 'b/x-1:2-1-x86_64.pkg.tar.xz'), '');
    writeFileSync(join(root, 'b/x-3-1-any.pkg.tar.xz'), '');
    expect(find('1-1')).toBe(`${root}/a/x-1-1-x86_64.pkg.tar.zst`);
    expect(find('1:2-1')).toBe(`${root}/b/x-1:2-1-x86_64.pkg.tar.xz`);
    expect(find('3-1')).toBeUndefined();
  });
});
