import type { SuperminError } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import * as errors from '../../src/errors/modules.ts';

const LIST = '/lib/modules/6.1/modules.dep';
const paths = (count: number) => Array.from({ length: count }, (_, n) => `/m${n}.ko`);

describe('an error of modules says which, and what to do', () => {
  it.each<[SuperminError, string, RegExp, RegExp]>([
    [
      errors.modulesMissing('/k', '/lib/modules/6.1'),
      'KERNEL_MODULES',
      /^\/k: .*6.1 has no modules.dep$/,
      /depmod.*SUPERMIN_MODULES/,
    ],
    [
      errors.modulesDepUnreadable(LIST, 'EIO', 'why'),
      'MODULES_DEP',
      /modules.dep: cannot be read \(EIO\)$/,
      /depmod/,
    ],
    [errors.modulesDepDamaged(LIST), 'MODULES_DEP', /modules.dep: truncated or corrupt$/, /depmod/],
    [
      errors.moduleDamaged('/a.ko', 'why'),
      'MODULE_DAMAGED',
      /^\/a.ko: /,
      /^install the kernel package again/,
    ],
    [
      errors.modulesMissingFiles(LIST, paths(2)),
      'MODULES_MISSING',
      /lists 2 modules that are missing/,
      /--strict/,
    ],
    [
      errors.rootDriverMissing({ version: '6.1', modules: '/m' }, 'disk', 'virtio_blk'),
      'ROOT_DRIVER',
      /6.1 has no driver for its root disk \(virtio_blk, .* in \/m$/,
      /^install the kernel/,
    ],
  ])('%s', (error, code, message, hint) => {
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.hint).toMatch(hint);
  });

  it('and keeps why', () => {
    expect(errors.modulesDepUnreadable(LIST, 'EIO', 'why').cause).toBe('why');
    expect(errors.moduleDamaged('/a.ko', 'why').cause).toBe('why');
  });
});

it('of many missing modules the first five are named', () => {
  const said = (count: number) => errors.modulesMissingText(LIST, paths(count)).split(' lists ')[1];
  expect(said(1)).toBe('a module that is missing: /m0.ko');
  expect(said(5)).toBe('5 modules that are missing: /m0.ko, /m1.ko, /m2.ko, /m3.ko, /m4.ko');
  expect(said(6)).toBe(
    '6 modules that are missing: /m0.ko, /m1.ko, /m2.ko, /m3.ko, /m4.ko, and 1 more',
  );
});
