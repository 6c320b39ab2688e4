import { CORNER_SET } from '@supermin/test-support/rpm';
import { expect, it } from 'vitest';
import { findByName } from '../../src/find/by-name.ts';
import { systemOf } from '../fixtures/records.ts';

const system = systemOf(CORNER_SET);

it.each([
  ['shell', 'shell'],
  ['shell.x86_64', 'shell'],
  ['shell-5.2.21', 'shell'],
  ['shell-5.2.21-2', 'shell'],
  ['shell-5.2.21-2.x86_64', 'shell'],
  ['clib', 'clib'],
  ['clib.i686', 'clib.i686'],
  ['clib-2.38-7.i686', 'clib.i686'],
  ['clib-2:2.38-7.i686', 'clib.i686'],
  ['clib-common', 'clib-common'],
  ['kernel', 'kernel'],
  ['kernel-6.9.9', 'kernel-6.9.9-1.x86_64'],
  ['kernel-6.9.9-1', 'kernel-6.9.9-1.x86_64'],
  ['kernel-0:6.9.9-1.x86_64', 'kernel-6.9.9-1.x86_64'],
  ['tools-9.4~rc1-3^git1', 'tools'],
  ['feature', 'feature-short'],
  ['feature >= 5', 'feature-provider-long'],
  ['libclib.so.6()(64bit)', 'clib'],
  ['libclib.so.6', 'clib.i686'],
  ['kernel-uname-r = 6.9.9', 'kernel-6.9.9-1.x86_64'],
  ['shell.i686', undefined],
  ['shell-5.2.22', undefined],
  ['feature >= 10', undefined],
  ['nowhere', undefined],
  ['', undefined],
  ['-', undefined],
  ['(shell or tools)', undefined],
])('%s is %s', (name, id) => {
  expect(findByName(system, name)?.id).toBe(id);
});
