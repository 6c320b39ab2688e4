import { describe, expect, it } from 'vitest';
import { stanzaFields } from '../../../src/repository/index/stanza-fields.ts';

const fields = (text: string) => Object.fromEntries(stanzaFields(text, new Set(['a', 'b'])));

describe('stanzaFields', () => {
  it.each<[string, string, Record<string, string>]>([
    ['names in any case', 'A: 1\nb:2', { a: '1', b: '2' }],
    [
      'only what is wanted, with its own lines',
      'a: 1\nOther: x\n more\nb: 2\n',
      { a: '1', b: '2' },
    ],
    ['lines that go on, after a blank or a tab', 'a: 1\n 2 \n\t3\nb: 4\n', { a: '1 2 3', b: '4' }],
    ['the last of a field that comes twice', 'a: 1\na: 2\n', { a: '2' }],
    ['values with colons', 'a: http://x:80/ \n', { a: 'http://x:80/' }],
    ['an empty value', 'a:\nb: \n', { a: '', b: '' }],
    [
      'nothing of a line without a colon, nor of those that go on after it',
      'a: 1\nb\n 2\n',
      { a: '1' },
    ],
    ['no colon of the next line', 'a\nb: 2\n', { b: '2' }],
    ['nothing of a line that goes on from none', ' a: 1\nb: 2', { b: '2' }],
    ['nothing of an empty text', '', {}],
  ])('takes %s', (_, text, expected) => {
    expect(fields(text)).toEqual(expected);
  });
});
