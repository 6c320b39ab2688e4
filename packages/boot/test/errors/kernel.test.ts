import type { SuperminError } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import * as errors from '../../src/errors/kernel.ts';

const K = '/boot/vmlinuz-6.1';

describe('an error of kernels says which, and what to do', () => {
  it.each<[SuperminError, string, RegExp, RegExp]>([
    [
      errors.kernelMissing('x86_64', '/', 'linux-image-amd64', []),
      'KERNEL_MISSING',
      /host_cpu=x86_64\): [^;]*VERSION$/,
      /^install linux-image-amd64 /,
    ],
    [
      errors.kernelMissing('x86_64', '/r', 'l', [`${K}: no modules`]),
      'KERNEL_MISSING',
      /\) in \/r: .*; passed over: \/boot\/vmlinuz-6.1: no modules$/,
      /^install l /,
    ],
    [
      errors.kernelMissing('x86_64', '/', 'l', [`${K}: permission denied`, 'x']),
      'KERNEL_MISSING',
      /denied; x$/,
      /^make the kernel readable/,
    ],
    [
      errors.kernelUnusable('--kernel', K, 'it is a directory'),
      'KERNEL_UNUSABLE',
      /^--kernel: \/boot\/vmlinuz-6.1 .*directory$/,
      /^choose a kernel image/,
    ],
    [
      errors.kernelUnusable('--kernel', K, 'permission denied'),
      'KERNEL_UNUSABLE',
      /denied$/,
      /chmod 0644 \/boot\/vmlinuz-6.1/,
    ],
    [
      errors.kernelVersionUnknown('SUPERMIN_KERNEL', K),
      'KERNEL_VERSION',
      /^SUPERMIN_KERNEL: .*vmlinuz-6.1/,
      /^set SUPERMIN_KERNEL_VERSION/,
    ],
    [errors.kernelVersionInvalid('a b'), 'KERNEL_VERSION', /'a b' is not/, /uname -r/],
    [
      errors.kernelVersionMissing('6.2', []),
      'KERNEL_MISSING',
      /version 6.2 /,
      /^no kernel is installed; /,
    ],
    [
      errors.kernelVersionMissing('6.2', ['6.1', '5.10']),
      'KERNEL_MISSING',
      /version 6.2 /,
      /^installed: 6.1, 5.10; a path/,
    ],
    [
      errors.kernelDamaged(K, 'why'),
      'KERNEL_DAMAGED',
      /^\/boot\/vmlinuz-6.1: /,
      /^install the kernel package again/,
    ],
  ])('%s', (error, code, message, hint) => {
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
  });

  it('and keeps why', () => {
    expect(errors.kernelDamaged(K, 'why').cause).toBe('why');
  });
});
