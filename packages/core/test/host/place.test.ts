import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostOfParts } from '@supermin/test-support/host';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { localHost } from '../../src/host/local-host.ts';
import { pathOutside, shownPath, watchedPaths } from '../../src/host/place.ts';

function hosts() {
  const root = scratchDirectory();
  mkdirSync(`${root}/etc`);
  writeFileSync(`${root}/etc/real`, 'text');
  symlinkSync('/etc/real', `${root}/etc/link`);
  symlinkSync('/loop', `${root}/loop`);
  const archive = `${scratchDirectory()}/archive`;
  const host = localHost(root);
  return { root, host, archive, parts: hostOfParts(host, archive) };
}

it('of a directory of this machine: where it is, links followed inside', () => {
  const { root, host } = hosts();
  expect(pathOutside(host, '/etc/link')).toBe(`${root}/etc/real`);
  expect(pathOutside(host, '/etc/none')).toBe(`${root}/etc/none`);
  expect(pathOutside(host, '/loop')).toBeUndefined();
  expect(shownPath(host, '/loop')).toBe(`${root}/loop`);
  expect(watchedPaths(host, ['/etc', '/etc/link', '/etc/real'])).toEqual([
    `${root}/etc`,
    `${root}/etc/real`,
  ]);
});

it('of the running system: the path as it is', () => {
  expect(pathOutside(localHost('/'), '/proc/self/exe')).toBe('/proc/self/exe');
});

it('of an archive: nothing but the archive', () => {
  const { parts, archive } = hosts();
  expect(pathOutside(parts, '/etc/link')).toBeUndefined();
  expect(shownPath(parts, '/etc/link')).toBe('/nowhere/etc/link');
  expect(watchedPaths(parts, ['/etc', '/etc/link', '/etc/real', '/none'])).toEqual([archive]);
});
