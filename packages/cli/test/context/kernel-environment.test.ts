import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { OptionValues } from '../../src/arguments/option-values.ts';
import { kernelEnvironment } from '../../src/context/kernel-environment.ts';

const NONE = new OptionValues(new Map());
const NAMES = ['SUPERMIN_KERNEL', 'SUPERMIN_KERNEL_VERSION', 'SUPERMIN_MODULES'];

beforeEach(() => {
  for (const name of NAMES) vi.stubEnv(name, undefined);
});
afterEach(() => void vi.unstubAllEnvs());

it('has the variables that are set, and no others', () => {
  expect(kernelEnvironment(NONE)).toEqual({});
  vi.stubEnv('SUPERMIN_OTHER', 'x');
  vi.stubEnv('SUPERMIN_KERNEL', '');
  vi.stubEnv('SUPERMIN_KERNEL_VERSION', '6.1');
  expect(kernelEnvironment(NONE)).toEqual({ SUPERMIN_KERNEL_VERSION: '6.1' });
  for (const name of NAMES) vi.stubEnv(name, name);
  expect(kernelEnvironment(NONE)).toEqual(Object.fromEntries(NAMES.map((name) => [name, name])));
});

it('--modules-from is stronger than its variable, and takes no other away', () => {
  vi.stubEnv('SUPERMIN_MODULES', '/variable');
  vi.stubEnv('SUPERMIN_KERNEL', '/k');
  const bytes = Buffer.from('/é').toString('latin1');
  const given = new OptionValues(new Map([['modules-from', [bytes]]]));
  expect(kernelEnvironment(given)).toEqual({ SUPERMIN_KERNEL: '/k', SUPERMIN_MODULES: '/é' });
});
