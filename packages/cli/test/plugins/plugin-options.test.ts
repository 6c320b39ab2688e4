import type { OptionManifest } from '@supermin/core';
import { describe, expect, it } from 'vitest';
import type { Invocation } from '../../src/arguments/invocation.ts';
import { OptionValues } from '../../src/arguments/option-values.ts';
import { UsageError } from '../../src/arguments/usage-error.ts';
import { pluginOptions } from '../../src/plugins/plugin-options.ts';

function optionsOf(
  options: OptionManifest[],
  given: Record<string, string | true | string[]> = {},
) {
  const values = new Map(Object.entries(given).map(([name, value]) => [name, [value].flat()]));
  const invocation = {
    command: 'build',
    legacy: false,
    names: [],
    options: new OptionValues(values),
  };
  return pluginOptions({ kind: 'writer', name: 'toy', options }, invocation as Invocation);
}

const level: OptionManifest = { name: 'level', type: 'integer', default: 3, help: '' };
const fast: OptionManifest = { name: 'fast', type: 'boolean', help: '' };
const safe: OptionManifest = { name: 'safe', type: 'boolean', default: true, help: '' };
const label: OptionManifest = { name: 'label', type: 'string', help: '' };

describe('the options of a plugin', () => {
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
    const wrong = () => optionsOf([level], { level: text });
    expect(wrong).toThrow(UsageError);
    expect(wrong).toThrow(
      expect.objectContaining({
        message: `option '--level' needs a whole number, not '${text}'`,
        command: 'build',
      }),
    );
  });

  it('are a list where they may be given more than once, of absolute paths where they are paths', () => {
    const paths: OptionManifest = { name: 'path', type: 'path', repeatable: true, help: '' };
    expect(optionsOf([paths])).toEqual({});
    expect(optionsOf([paths], { path: ['/a', 'b'] })).toEqual({
      path: ['/a', `${process.cwd()}/b`],
    });
    expect(optionsOf([{ ...paths, repeatable: false }], { path: ['/a', '/b'] })).toEqual({
      path: '/b',
    });
  });

  it('that are none of the choices are a usage error, with the one that was probably meant', () => {
    const link: OptionManifest = {
      name: 'link',
      type: 'string',
      choices: ['hard', 'copy'],
      help: '',
    };
    expect(optionsOf([link], { link: 'hard' })).toEqual({ link: 'hard' });
    const wrong = () => optionsOf([link], { link: 'hrad' });
    expect(wrong).toThrow(UsageError);
    expect(wrong).toThrow(
      expect.objectContaining({
        message: "option '--link' needs hard or copy, not 'hrad'",
        hint: "did you mean 'hard'?",
        command: 'build',
      }),
    );
  });

  it('that are required and not given are a usage error', () => {
    const wrong = () => optionsOf([{ ...label, required: true, help: 'name of the disk' }]);
    expect(wrong).toThrow(UsageError);
    expect(wrong).toThrow("the writer toy needs the option '--label'");
  });

  it('--size is there for whoever has it', () => {
    expect(optionsOf([{ ...label, name: 'size' }], { size: '1G' })).toEqual({ size: '1G' });
  });
});
