import type { OptionManifest } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { optionSpec } from '../../src/arguments/plugin-option.ts';

describe('optionSpec', () => {
  it.each<[string, Partial<OptionManifest>, object]>([
    ['text', {}, { value: 'VALUE', help: 'what' }],
    [
      'a number with a default',
      { type: 'integer', default: 0 },
      { value: 'N', help: 'what (default 0)' },
    ],
    [
      'a path that is required',
      { type: 'path', required: true },
      { value: 'PATH', help: 'what (required)' },
    ],
    ['choices', { choices: ['a', 'b'], default: 'b' }, { value: 'a|b', help: 'what (default b)' }],
    [
      'a list',
      { repeatable: true, default: ['x', 'y'] },
      {
        value: 'VALUE',
        repeatable: true,
        help: 'what (may be given more than once; default x, y)',
      },
    ],
    ['a switch', { type: 'boolean', default: false }, { help: 'what' }],
    [
      'a switch that is on',
      { type: 'boolean', default: true },
      { name: 'no-o', help: 'not: what' },
    ],
  ])('%s', (_, more, spec) => {
    const option: OptionManifest = { name: 'o', type: 'string', help: 'what', ...more };
    expect(optionSpec(option, ['build'])).toEqual({ name: 'o', commands: ['build'], ...spec });
  });
});
