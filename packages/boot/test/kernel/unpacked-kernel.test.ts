import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { machine, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { type UnpackOptions, unpackedKernel } from '../../src/kernel/unpacked-kernel.ts';
import { bzImage } from './fixture.ts';

const directory = mkdtempSync(join(tmpdir(), 'supermin-kernel-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const cacheDirectory = join(directory, 'cache');
const kernels = join(cacheDirectory, 'kernels');
beforeEach(() => rmSync(cacheDirectory, { recursive: true, force: true }));

const said: string[] = [];
const options: UnpackOptions = {
  architecture: 'x86_64',
  cacheDirectory,
  signal: new AbortController().signal,
  report: (event: { kind: string; text?: string }) => {
    if (event.text !== undefined) said.push(event.text);
  },
};

const installed = readdirSync('/boot').filter((name) => name.startsWith('vmlinuz-'));
const here = machine() === 'x86_64' && installed.length > 0;
if (!here) console.log('no x86_64 kernel in /boot: none is unpacked');

test.runIf(here)("this machine's kernel: an ELF file that file(1) knows, made once", async () => {
  const kernel = join(directory, 'vmlinuz');
  copyFileSync(join('/boot', installed[0]!), kernel);
  const path = await unpackedKernel(kernel, options);
  expect(execFileSync('file', ['-b', path!], { encoding: 'utf8' })).toMatch(
    /^ELF 64-bit LSB executable, x86-64/,
  );
  const { ino, mtimeMs } = statSync(path!);
  const bytes = readFileSync(path!);
  expect(await unpackedKernel(kernel, options)).toBe(path);
  expect(statSync(path!).ino).toBe(ino);

  // One that was damaged is made again.
  writeFileSync(path!, Buffer.from(bytes).fill(0x55, 1e6, 1e6 + 100));
  const again = await unpackedKernel(kernel, options);
  expect(readFileSync(again!).equals(bytes)).toBe(true);
  expect(readdirSync(kernels)).toHaveLength(1);

  // An upgrade is another kernel; what nobody used for a month goes.
  utimesSync(again!, 1e9, mtimeMs / 1000);
  utimesSync(kernel, 2e9, 2e9);
  const next = await unpackedKernel(kernel, options);
  expect(next).not.toBe(again);
  expect(readFileSync(next!).equals(bytes)).toBe(true);
  expect(readdirSync(kernels)).toHaveLength(1);
});

test('what cannot be unpacked stays as it is, without a trace', async () => {
  const kernel = join(directory, 'odd');
  writeFileSync(kernel, bzImage('6.1.0 x'));
  expect(await unpackedKernel(kernel, options)).toBeUndefined();
  expect(await unpackedKernel(join(directory, 'absent'), options)).toBeUndefined();
  expect(said.at(-1)).toContain('the kernel stays packed: ENOENT');
  expect(readdirSync(kernels)).toEqual([]);
});

test('other architectures, and users without a cache, boot as ever', async () => {
  expect(await unpackedKernel('/any', { ...options, architecture: 'aarch64' })).toBeUndefined();
  expect(await unpackedKernel('/any', { ...options, cacheDirectory: undefined })).toBeUndefined();
});
