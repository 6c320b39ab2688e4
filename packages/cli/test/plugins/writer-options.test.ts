import type { OptionManifest } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import { OptionValues } from '../../src/arguments/option-values.ts';
import { writerOptions } from '../../src/plugins/writer-options.ts';

function optionsOf(options: OptionManifest[], given: Record<string, string | true> = {}) {
  const values = new Map(Object.entries(given).map(([name, value]) => [name, [value]]));
  const manifest = { name: 'toy', aliases: [], module: './toy.js', description: '', options };
  return writerOptions(manifest, new OptionValues(values));
}

const level: OptionManifest = { name: 'level', type: 'integer', default: 3, help: '' };
const fast: OptionManifest = { name: 'fast', type: 'boolean', help: '' };
const safe: OptionManifest = { name: 'safe', type: 'boolean', default: true, help: '' };
const label: OptionManifest = { name: 'label', type: 'string', help: '' };

describe('the options of a writer', () => {
  it('are its defaults where nothing was given; without a default they are not there', () => {
    expect(optionsOf([level, fast, safe, label])).toEqual({ level: 3, safe: true });
  });

  it('are of the type that the manifest says', () => {
    const given = { level: '-7', fast: true, 'no-safe': true, label: '12', other: 'x' } as const;
    expect(optionsOf([level, fast, safe, label], given)).toEqual({
      ...{ level: -7, fast: true, safe: false, label: '12' },
    });
  });

  it.each(['', 'x', '1.5', '1e3', '99999999999999999999'])("'%s' is no whole number", (text) => {
    expect(() => optionsOf([level], { level: text })).toThrow(
      expect.objectContaining({ code: 'OPTION_VALUE' }),
    );
  });

  it('--size is there for whoever has it', () => {
    expect(optionsOf([{ ...label, name: 'size' }], { size: '1G' })).toEqual({ size: '1G' });
  });
});
