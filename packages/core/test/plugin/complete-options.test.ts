import { describe, expect, it } from 'vitest';
import { completeOptions } from '../../src/plugin/complete-options.ts';
import type { OptionManifest } from '../../src/plugin/option-manifest.ts';

function complete(options: Partial<OptionManifest>[], given: object = {}) {
  const full = options.map((each) => ({ name: 'o', type: 'string' as const, help: '', ...each }));
  return completeOptions({ kind: 'backend', name: 'toy', options: full }, given as never);
}

describe('completeOptions', () => {
  it('fills in defaults, and lets values be what they are', () => {
    const level = { name: 'level', type: 'integer', default: 3 } as const;
    expect(complete([level, {}])).toEqual({ level: 3 });
    expect(complete([level, {}], { o: 'x', level: 0 })).toEqual({ o: 'x', level: 0 });
    expect(complete([{ repeatable: true }], { o: ['a', 'b'] })).toEqual({ o: ['a', 'b'] });
  });

  it('makes paths absolute, once', () => {
    const path = [{ type: 'path' } as const];
    const once = complete(path, { o: 'a/b' });
    expect(once).toEqual({ o: `${process.cwd()}/a/b` });
    expect(complete(path, once)).toEqual(once);
    expect(complete([{ type: 'path', repeatable: true }], { o: ['a', '/b'] })).toEqual({
      o: [`${process.cwd()}/a`, '/b'],
    });
  });

  it('asks no prototype', () => {
    expect(complete([{ name: 'constructor' }])).toEqual({});
  });

  it.each<[Partial<OptionManifest>, object, object]>([
    [
      {},
      { p: 1 },
      { code: 'OPTION_UNKNOWN', message: "the backend toy has no option 'p'", hint: 'it has o' },
    ],
    [{}, { o: 1 }, { code: 'OPTION_VALUE', message: "option '--o' needs a string, not 1" }],
    [{ type: 'integer' }, { o: 1.5 }, { message: "option '--o' needs a whole number, not 1.5" }],
    [{ type: 'path' }, { o: 'a\0' }, { message: "option '--o' needs a path, not 'a\0'" }],
    [{ repeatable: true }, { o: 'a' }, { message: "option '--o' needs a list, not 'a'" }],
    [
      { choices: ['none', 'gzip'] },
      { o: 'gizp' },
      { message: "option '--o' needs none or gzip, not 'gizp'", hint: "did you mean 'gzip'?" },
    ],
    [{ choices: ['none', 'gzip'] }, { o: 'x' }, { hint: undefined }],
    [
      { required: true, help: 'which feed' },
      {},
      {
        code: 'OPTION_MISSING',
        message: "the backend toy needs the option '--o'",
        hint: '--o: which feed',
      },
    ],
  ])('%j with %j is an error', (option, given, error) => {
    expect(() => complete([option], given)).toThrow(expect.objectContaining(error));
  });
});
