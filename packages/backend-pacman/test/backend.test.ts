import { localHost } from '@supermin/core';
import { makeRoot } from '@supermin/test-support/pacman';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { backend } from '../src/index.ts';
import { openRoot, signal } from './fixtures/open.ts';

describe('freshness', () => {
  it('is that of the directory that every transaction changes', () => {
    const root = scratchDirectory();
    makeRoot(root);
    expect(backend.freshness(localHost(root))).toEqual(['/var/lib/pacman/local']);
  });

  it('is an error without a database, not a reason to rebuild', () => {
    const root = scratchDirectory();
    expect(() => backend.freshness(localHost(root))).toThrow(
      expect.objectContaining({
        code: 'PACMAN_DATABASE_MISSING',
        message: `${root}/var/lib/pacman/local: there is no pacman database`,
      }),
    );
  });
});

describe('open', () => {
  it('hands out packages that only it takes back', async () => {
    const root = scratchDirectory();
    makeRoot(root);
    const { database } = await openRoot(root);
    const stranger = { name: 'x', version: '1', arch: 'any', id: 'x' };
    expect(() => database.closure([stranger], { resolver: 'default' })).toThrow(
      expect.objectContaining({ code: 'PACKAGE_UNKNOWN' }),
    );
    await expect(database.contents([stranger], signal)).rejects.toThrow('package x is not in this');
    // A plain copy is as good: callers may have sent it through JSON.
    const copy = { name: 'epoch', version: '2:1.5-2', arch: 'any', id: 'epoch' };
    expect(database.find('epoch')).toMatchObject([copy]);
    expect(database.listEntry(copy)).toBe('epoch-2:1.5-2.any');
  });

  it('knows supermin 5\u2019s rule', async () => {
    const root = scratchDirectory();
    makeRoot(root);
    const { database } = await openRoot(root);
    const closure = await database.closure(database.find('user-new'), { resolver: 'supermin5' });
    expect(closure.map(({ id }) => id)).toContain('feature');
  });
});
