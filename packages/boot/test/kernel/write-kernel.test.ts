import { chmodSync, lstatSync, readFileSync, readlinkSync, utimesSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { SuperminError } from '@supermin/core';
import { expect, test } from 'vitest';
import { writeKernel } from '../../src/kernel/write-kernel.ts';
import { FakeRoot, riscvImage, temporaryDirectory } from './fixture.ts';

async function write(
  root: FakeRoot,
  path: string,
  copy: boolean,
  { signal } = new AbortController(),
): Promise<string> {
  const file = `${temporaryDirectory()}/kernel`;
  const kernel = { path, version: '6.1.0', modules: '/lib/modules/6.1.0' };
  await writeKernel(kernel, file, { copy }, { host: root.host, signal, report: () => {} });
  return file;
}

test('a link to the kernel, absolute, resolved inside the root', async () => {
  const root = new FakeRoot().kernels('/boot/real').link('/boot/vmlinuz', '/boot/real');
  const file = await write(root, '/boot/vmlinuz', false);
  expect(readlinkSync(file)).toBe(`${root.path}/boot/real`);
});

test.each([
  ['022', 0o022, 0o644],
  ['077', 0o077, 0o600],
])('a copy is fresh, and its mode follows the umask: %s', async (_, mask, mode) => {
  const root = new FakeRoot().file('/boot/vmlinuz', 'kernel');
  utimesSync(`${root.path}/boot/vmlinuz`, 1, 1);
  chmodSync(`${root.path}/boot/vmlinuz`, 0o444);
  const umask = process.umask(mask);
  const file = await write(root, '/boot/vmlinuz', true).finally(() => process.umask(umask));
  const status = lstatSync(file);
  expect(status.isFile()).toBe(true);
  expect(status.mode & 0o7777).toBe(mode);
  expect(Date.now() - status.mtimeMs).toBeLessThan(60_000);
  expect(readFileSync(file, 'utf8')).toBe('kernel');
});

test.each([true, false])('a gzipped RISC-V kernel is unpacked, copy: %s', async (copy) => {
  const bytes = riscvImage();
  const root = new FakeRoot().file('/boot/vmlinuz', gzipSync(bytes));
  const umask = process.umask(0o027);
  const file = await write(root, '/boot/vmlinuz', copy).finally(() => process.umask(umask));
  expect(readFileSync(file).equals(bytes)).toBe(true);
  expect(lstatSync(file).mode & 0o7777).toBe(0o640);
});

test('a gzipped RISC-V kernel that is cut off: an error that names it', async () => {
  const root = new FakeRoot().file('/boot/vmlinuz', gzipSync(riscvImage()).subarray(0, 200_000));
  await expect(write(root, '/boot/vmlinuz', true)).rejects.toMatchObject({
    code: 'KERNEL_DAMAGED',
    message: expect.stringContaining('/boot/vmlinuz'),
  } satisfies Partial<Record<keyof SuperminError, unknown>>);
});

test('unpacking ends with the reason of the signal', async () => {
  const root = new FakeRoot().file('/boot/vmlinuz', gzipSync(riscvImage()));
  const controller = new AbortController();
  const written = write(root, '/boot/vmlinuz', true, controller);
  controller.abort(new Error('enough'));
  await expect(written).rejects.toThrow('enough');
});
