import { CORNER_SET } from '@supermin/test-support/pacman';
import { expect, it } from 'vitest';
import { findByName } from '../../src/find/by-name.ts';
import { systemOf } from '../fixtures/system.ts';

const system = systemOf(CORNER_SET);

it.each([
  ['shell', 'shell'],
  ['shell=5.2', 'shell'],
  ['shell=5.2-1', 'shell'],
  ['shell>=5', 'shell'],
  ['shell<5', undefined],
  ['shell=5.2-2', undefined],
  ['shell-5.2-1', 'shell'],
  ['shell-5.2-1-x86_64', 'shell'],
  ['shell-5.2-1.x86_64', 'shell'],
  ['shell-5.2-1-any', undefined],
  ['shell-5.2', undefined],
  ['sh', 'shell'],
  ['shell-language=5.2', 'shell'],
  ['libclib.so=6-64', 'clib'],
  ['libclib.so=6-32', undefined],
  ['capability', 'feature'],
  ['capability>=5', 'feature-long'],
  ['capability>=10', undefined],
  ['feature-long', 'feature-long'],
  ['epoch=2:1.5-2', 'epoch'],
  ['epoch-2:1.5-2', 'epoch'],
  ['epoch=1.5-2', undefined],
  ['nowhere', undefined],
  ['', undefined],
  ['-', undefined],
  ['=1', undefined],
])('%s is %s', (name, expected) => {
  expect(findByName(system, name)?.id).toBe(expected);
});
