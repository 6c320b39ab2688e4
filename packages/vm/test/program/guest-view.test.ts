import { symlinkSync } from 'node:fs';
import { localHost } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { guestView } from '../../src/program/guest-view.ts';

const root = scratchDirectory({ 'usr/bin/tool': 'root', 'srv/hidden': 'root' });
const share = scratchDirectory({ file: 'share', 'in/file': 'share' });
symlinkSync('/usr/bin/tool', `${share}/absolute`);
symlinkSync('in/../file', `${share}/relative`);
symlinkSync('circle', `${share}/circle`);

const view = guestView(localHost(root), [{ directory: share, mount: '/srv' }]);

it('files of a share lie above those of the root', () => {
  expect(view.lstat('/srv/file')?.type).toBe('file');
  expect(view.lstat('/srv/hidden')).toBeUndefined();
  expect(view.lstat('/usr/bin/tool')?.type).toBe('file');
  expect(view.open('/srv/in/file')).toEqual({ kind: 'path', path: `${share}/in/file` });
  expect(view.stat('/srv')?.type).toBe('directory');
});

it('links of a share lead where they would in the VM', () => {
  expect(view.readlink('/srv/absolute')).toBe('/usr/bin/tool');
  expect(view.stat('/srv/absolute')?.type).toBe('file');
  expect(view.stat('/srv/relative')?.type).toBe('file');
  expect(view.stat('/srv/circle')).toBeUndefined();
});

it('without shares there is the root alone', () => {
  const host = localHost(root);
  expect(guestView(host, [])).toBe(host);
});
