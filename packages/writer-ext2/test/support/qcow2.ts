import { available, hasProgram } from '@supermin/test-support/programs';
import { expect } from 'vitest';
import { judge, output } from './judge.ts';

/** qemu-img(1), which says whether a qcow2 file is right. */
export const HAS_QEMU_IMG = available('qcow2 files', hasProgram('qemu-img'));

/** Nothing leaks, nothing is referred to too often, and the disk has the bytes of the raw image. */
export function expectSame(raw: string, qcow2: string): void {
  expect(output('qemu-img', 'check', qcow2)).toMatch(/^No errors were found on the image\.$/m);
  const { status, stdout } = judge('qemu-img', 'compare', '-f', 'raw', '-F', 'qcow2', raw, qcow2);
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'Images are identical.\n' });
}
