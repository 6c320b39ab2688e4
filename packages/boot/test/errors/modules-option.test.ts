import type { SuperminError } from '@supermin/core';
import { expect, it } from 'vitest';
import * as errors from '../../src/errors/modules-option.ts';

it.each<[SuperminError, string, RegExp, RegExp]>([
  [
    errors.givenModulesMissing('/m'),
    'KERNEL_MODULES',
    /SUPERMIN_MODULES: the directory \/m /,
    /depmod/,
  ],
  [
    errors.modulesImageVersion('/i', '6.1', '/k', '6.2'),
    'KERNEL_MODULES',
    /^\/i .* 6.1, and \/k is 6.2$/,
    /supermin modules 6.2 -o/,
  ],
  [errors.modulesImageUnknown('/i'), 'MODULES_IMAGE', /: \/i is neither/, /supermin modules -o/],
  [
    errors.modulesImageUnreadable('/i', 'EIO'),
    'MODULES_IMAGE',
    /^\/i: .*: EIO$/,
    /supermin modules/,
  ],
  [
    errors.modulesImageUnreadable('/i', ''),
    'MODULES_IMAGE',
    /: it has no modules.dep$/,
    /supermin modules/,
  ],
  [errors.modulesOption('a b'), 'MODULES_OPTION', /'a b'$/, /^use all, image, none, /],
  [
    errors.modulesOptionUnfit('image', 'cpio'),
    'MODULES_OPTION',
    /^'--modules image' .* -f cpio$/,
    /^use all, none, /,
  ],
  [
    errors.moduleUnknown(['a', 'b'], '6.1'),
    'MODULE_UNKNOWN',
    / 6.1 has no module a, b$/,
    /modinfo NAME/,
  ],
])('an error of --modules says which, and what to do: %s', (error, code, message, hint) => {
  expect(error.code).toBe(code);
  expect(error.message).toMatch(message);
  expect(error.hint).toMatch(hint);
});
