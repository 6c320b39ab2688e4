import type { OptionManifest } from '@supermin/core';
import { expect, it } from 'vitest';
import { assertDeclared } from '../../src/support/declared-options.ts';

const LEVEL: OptionManifest = { name: 'level', type: 'integer', default: 1, help: '1 to 9' };

it('an object need not declare its options', () => {
  expect(() => assertDeclared(undefined, [LEVEL])).not.toThrow();
});

it('the options of the manifest, however they are written', () => {
  expect(() => assertDeclared([LEVEL], [{ choices: undefined, ...LEVEL }])).not.toThrow();
  const silent = { name: 'fast', type: 'boolean' } as OptionManifest;
  expect(() => assertDeclared([silent], [{ ...silent, help: '' }])).not.toThrow();
});

it.each<[string, OptionManifest[]]>([
  ['another default', [{ ...LEVEL, default: 2 }]],
  ['one less', []],
  ['one more', [LEVEL, { ...LEVEL, name: 'more' }]],
])('refuses %s', (_, declared) => {
  expect(() => assertDeclared(declared, [LEVEL])).toThrow('those of the manifest');
});
