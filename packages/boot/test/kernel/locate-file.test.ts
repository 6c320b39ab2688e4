import { localHost } from '@supermin/core';
import { expect, test } from 'vitest';
import { locateFile } from '../../src/kernel/locate-file.ts';
import { FakeRoot } from './fixture.ts';

test('links in the last component are followed inside the root', () => {
  const root = new FakeRoot().file('/boot/real').link('/boot/a', 'b').link('/boot/b', '/boot/real');
  expect(locateFile(root.host, '/boot/a')).toBe(`${root.path}/boot/real`);
  expect(locateFile(root.host, '/boot/real')).toBe(`${root.path}/boot/real`);
});

test('a link that would lead out stays inside', () => {
  const root = new FakeRoot().link('/boot/a', '/etc/passwd').link('/boot/b', '../../../etc/passwd');
  expect(locateFile(root.host, '/boot/a')).toBe(`${root.path}/etc/passwd`);
  expect(locateFile(root.host, '/boot/b')).toBe(`${root.path}/etc/passwd`);
});

test('a loop of links ends', () => {
  const root = new FakeRoot().link('/a', 'b').link('/b', 'a');
  expect(locateFile(root.host, '/a')).toMatch(/\/[ab]$/);
});

test('in / the kernel follows links: the path stays as it is', () => {
  expect(locateFile(localHost('/'), '/proc/self/exe')).toBe('/proc/self/exe');
});
