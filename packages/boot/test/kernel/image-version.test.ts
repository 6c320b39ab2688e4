import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { imageVersion, isVersion } from '../../src/kernel/image-version.ts';
import { readHead } from '../../src/kernel/inspect-image.ts';
import { bzImage } from './fixture.ts';

test('the first word of the text that the header points to', () => {
  expect(imageVersion(bzImage('6.1.0-18-amd64 (builder@host) #1 SMP'))).toBe('6.1.0-18-amd64');
  expect(imageVersion(bzImage('6.1.0'))).toBe('6.1.0');
});

test('a version has 64 characters at most', () => {
  expect(imageVersion(bzImage(`${'6'.repeat(64)} x`))).toBe('6'.repeat(64));
  expect(imageVersion(bzImage(`${'6'.repeat(65)} x`))).toBeUndefined();
});

test.each([0, 1, 512, 513, 0x206, 0x20f, 0x3000, 0x3003, 9_999].map((size) => [size]))(
  'a file of %i bytes, cut off before the text ends',
  (size) => {
    const whole = bzImage('6.1.0-18-amd64 x');
    expect(imageVersion(whole.subarray(0, Math.min(size, 0x3006)))).toBeUndefined();
  },
);

test('damaged headers', () => {
  const change = (edit: (image: Buffer) => void) => {
    const image = bzImage('6.1.0 x');
    edit(image);
    return imageVersion(image);
  };
  expect(change((image) => image.writeUInt16LE(0, 0x1fe))).toBeUndefined();
  expect(change((image) => image.write('hdrS', 0x202))).toBeUndefined();
  expect(change((image) => image.writeUInt16LE(0, 0x20e))).toBeUndefined();
  expect(change((image) => image.writeUInt16LE(0xffff, 0x20e))).toBeUndefined();
});

test('text that can be no version', () => {
  for (const text of ['', ' 6.1', '../../etc x', '.. x', '6/1 x', 'caf\xe9 x', 'x'.repeat(65)]) {
    expect(imageVersion(bzImage(text))).toBeUndefined();
  }
  expect(isVersion('6.1.0-rc1+')).toBe(true);
});

const installed = readdirSync('/boot').filter((name) => name.startsWith('vmlinuz-'));
if (installed.length === 0) console.log('no kernel in /boot: not compared with file(1)');

test.runIf(installed.length > 0)("file(1) tells the same of this machine's kernels", () => {
  for (const name of installed) {
    const told = execFileSync('file', ['-bL', `/boot/${name}`], { encoding: 'utf8' });
    const version = / version (\S+)/.exec(told)?.[1];
    expect(imageVersion(readHead({ kind: 'path', path: `/boot/${name}` }))).toBe(version);
  }
});
