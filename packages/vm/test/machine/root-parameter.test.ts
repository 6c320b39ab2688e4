import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { makeImage, whyNoVm } from '@supermin/test-support/vm';
import { expect, it } from 'vitest';
import { rootParameter } from '../../src/machine/root-parameter.ts';

const UUID = 'a1b2c3d4-e5f6-4a5b-8c9d-0e1f2a3b4c5d';

it.runIf(whyNoVm() === undefined)('is the UUID that mke2fs gave', () => {
  const top = scratchDirectory();
  mkdirSync(`${top}/tree`);
  makeImage(`${top}/tree`, `${top}/image`, ['-U', UUID]);
  expect(rootParameter({ root: `${top}/image` })).toBe(`root=UUID=${UUID}`);
  makeImage(`${top}/tree`, `${top}/image`, ['-U', 'clear']);
  expect(rootParameter({ root: `${top}/image` })).toBe('root=/dev/vda');
});

it('is the first disk for what is no ext filesystem', () => {
  const image = `${scratchDirectory()}/image`;
  writeFileSync(image, '');
  expect(rootParameter({ root: image })).toBe('root=/dev/vda');
  truncateSync(image, 1 << 20);
  expect(rootParameter({ root: image })).toBe('root=/dev/vda');
});

it('is the tag of a directory of this machine, under a layer that takes what is written', () => {
  const rootShare = {
    tag: 'root',
    type: '9p',
    directory: '/',
    mount: '/',
    readOnly: true,
  } as const;
  expect(rootParameter({ rootShare })).toBe('root=root rootfstype=9p supermin.overlay');
});

it('is none where the initrd is the root: our init is in a directory of its own there', () => {
  expect(rootParameter({})).toBe('rdinit=/.supermin/init');
});
