import { describe, expect, it } from 'vitest';
import { bad, flag, list, name, names, record, text } from '../../src/plugin/manifest-fields.ts';

const VALUES = {
  object: {},
  list: [],
  text: '',
  number: 1,
  boolean: false,
  null: null,
  nothing: undefined,
};

type Kind = keyof typeof VALUES;

describe('the fields of a manifest', () => {
  it.each<[string, (value: unknown, field: string) => unknown, Kind, string]>([
    ['record', record, 'object', 'is not an object'],
    ['list', list, 'list', 'is not a list'],
    ['text', text, 'text', 'is not a string'],
    ['flag', flag, 'boolean', 'is not a boolean'],
  ])('%s takes one kind of value, and says what another one is not', (_, read, kind, problem) => {
    for (const [each, value] of Object.entries(VALUES)) {
      if (each === kind) expect(read(value, 'writers[0].x')).toBe(value);
      else {
        expect(() => read(value, 'writers[0].x')).toThrow(
          expect.objectContaining({
            code: 'PLUGIN_MANIFEST',
            message: `its manifest is wrong: writers[0].x ${problem}`,
          }),
        );
      }
    }
  });

  it('a name can be typed on a command line', () => {
    for (const good of ['ext2', 'a', '7z', 'a-b_c.d']) expect(name(good, 'name')).toBe(good);
    for (const other of ['', '-a', '.a', '_a', 'A', 'a b', 'a/b', 'é', 'a\n']) {
      expect(() => name(other, 'name')).toThrow(`name '${other}' is not a name`);
    }
    expect(() => name(1, 'name')).toThrow('name is not a string');
  });

  it('names are a list of them', () => {
    expect(names(['a', 'b'], 'aliases')).toEqual(['a', 'b']);
    expect(names([], 'aliases')).toEqual([]);
    expect(() => names(['a', 'B'], 'aliases')).toThrow("aliases 'B' is not a name");
    expect(() => names('a', 'aliases')).toThrow('aliases is not a list');
  });

  it('bad: says which one is wrong', () => {
    expect(bad('x', 'is odd')).toMatchObject({
      code: 'PLUGIN_MANIFEST',
      message: 'its manifest is wrong: x is odd',
    });
  });
});
