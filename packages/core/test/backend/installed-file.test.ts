import { chmodSync, mkdirSync, symlinkSync, utimesSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { readInstalledFile } from '../../src/backend/installed-file.ts';
import { localHost } from '../../src/host/local-host.ts';

it('a file or a link as it stands on the host; nothing else', () => {
  const root = scratchDirectory({ 'etc/a': 'text' });
  chmodSync(`${root}/etc/a`, 0o4750);
  utimesSync(`${root}/etc/a`, 1, 1.5e9);
  symlinkSync('a', `${root}/etc/link`);
  mkdirSync(`${root}/etc/d`);
  const host = localHost(root);
  expect(readInstalledFile(host, '/etc/a')).toEqual({
    path: '/etc/a',
    mode: 0o4750,
    mtime: 1.5e9,
    bytes: Buffer.from('text'),
  });
  expect(readInstalledFile(host, '/etc/link')).toMatchObject({
    path: '/etc/link',
    linkTarget: 'a',
  });
  expect(readInstalledFile(host, '/etc/link')).not.toHaveProperty('bytes');
  expect(readInstalledFile(host, '/etc/d')).toBeUndefined();
  expect(readInstalledFile(host, '/etc/none')).toBeUndefined();
});

it('one that the host has elsewhere has the path of where it belongs', () => {
  const host = localHost(scratchDirectory({ 'etc/a.diverted': 'text', 'etc/a': 'other' }));
  expect(readInstalledFile(host, '/etc/a', '/etc/a.diverted')).toMatchObject({
    path: '/etc/a',
    bytes: Buffer.from('text'),
  });
});
