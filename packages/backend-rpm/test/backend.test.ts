import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localHost } from '@supermin/core';
import { makeRoot } from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { backend } from '../src/index.ts';
import { openRoot, signal } from './fixtures/open.ts';

describe('freshness', () => {
  it('is that of the database and of its log', () => {
    const root = scratchDirectory();
    const database = makeRoot(root, { directory: 'var/lib/rpm' });
    const path = '/var/lib/rpm/rpmdb.sqlite';
    expect(backend.freshness(localHost(root))).toEqual([path]);
    writeFileSync(`${database}-wal`, '');
    expect(backend.freshness(localHost(root))).toEqual([path, `${path}-wal`]);
  });

  it('and that of the links of alternatives', () => {
    const root = scratchDirectory({ 'etc/alternatives/x': '' });
    makeRoot(root, { directory: 'var/lib/rpm' });
    const path = '/var/lib/rpm/rpmdb.sqlite';
    expect(backend.freshness(localHost(root))).toEqual([path, '/etc/alternatives']);
  });

  it('names a database once that two places lead to', () => {
    const root = scratchDirectory();
    makeRoot(root, { format: 'ndb' });
    mkdirSync(join(root, 'var/lib'), { recursive: true });
    symlinkSync('../../usr/lib/sysimage/rpm', join(root, 'var/lib/rpm'));
    expect(backend.freshness(localHost(root))).toEqual(['/usr/lib/sysimage/rpm/Packages.db']);
  });

  it('is an error without a database, not a reason to rebuild', () => {
    expect(() => backend.freshness(localHost(scratchDirectory()))).toThrow(
      expect.objectContaining({ code: 'RPM_DATABASE_MISSING' }),
    );
  });
});

describe('open', () => {
  it('tells links of alternatives, of chkconfig and of update-alternatives', async () => {
    const root = scratchDirectory({
      'var/lib/alternatives/java': 'auto\n/usr/bin/java\n\n/opt/java\n1\n',
      'var/lib/rpm/alternatives/awk': 'auto\n/usr/bin/awk\n\n/usr/bin/gawk\n1\n\n',
    });
    makeRoot(root);
    const { database } = await openRoot(root);
    expect(database.alternatives!()).toEqual([
      { path: '/usr/bin/awk', via: '/etc/alternatives/awk' },
      { path: '/usr/bin/java', via: '/etc/alternatives/java' },
    ]);
  });

  it('hands out packages that only it takes back', async () => {
    const root = scratchDirectory();
    makeRoot(root);
    const { database } = await openRoot(root);
    const stranger = { name: 'x', version: '1', arch: 'noarch', id: 'x' };
    expect(() => database.closure([stranger], { resolver: 'default' })).toThrow(
      expect.objectContaining({ code: 'PACKAGE_UNKNOWN' }),
    );
    await expect(database.contents([stranger], signal)).rejects.toThrow(
      'package x is not in this rpm',
    );
    const [found] = database.find('clib.i686');
    expect({ ...found }).toMatchObject({
      name: 'clib',
      version: '2:2.38-7',
      arch: 'i686',
      id: 'clib.i686',
    });
    // A plain copy is as good: callers may have sent it through JSON.
    const copy = { name: 'clib', version: '2:2.38-7', arch: 'i686', id: 'clib.i686' };
    expect(database.listEntry(copy)).toBe('clib-2:2.38-7.i686');
  });
});
