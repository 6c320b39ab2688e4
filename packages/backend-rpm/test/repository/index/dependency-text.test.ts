import { describe, expect, it } from 'vitest';
import { Sense } from '../../../src/format/tags.ts';
import {
  entryText,
  evrText,
  parseDependencyText,
} from '../../../src/repository/index/dependency-text.ts';

describe('a dependency as a spec file writes it', () => {
  it.each([
    ['LT', '<', Sense.less],
    ['LE', '<=', Sense.less | Sense.equal],
    ['EQ', '=', Sense.equal],
    ['GE', '>=', Sense.greater | Sense.equal],
    ['GT', '>', Sense.greater],
  ])('%s is %s', (flags, comparison, senses) => {
    const text = entryText({ name: 'foo', flags, epoch: '2', ver: '1.0', rel: '3' });
    expect(text).toBe(`foo ${comparison} 2:1.0-3`);
    expect(parseDependencyText(text)).toEqual({ name: 'foo', flags: senses, version: '2:1.0-3' });
  });

  it('without a version, or with a comparison that is none, is a name', () => {
    expect(entryText({ name: 'foo', flags: 'EQ' })).toBe('foo');
    expect(entryText({ name: 'foo', flags: 'constructor', ver: '1' })).toBe('foo');
    expect(parseDependencyText('foo')).toEqual({ name: 'foo', flags: 0, version: '' });
    expect(parseDependencyText('foo toString 1').flags).toBe(0);
  });

  it('stays as it is if it is a rich one', () => {
    const text = '(foo >= 1 if bar)';
    expect(parseDependencyText(text)).toEqual({ name: text, flags: 0, version: '' });
  });
});

it('an epoch of 0 is not written', () => {
  expect([undefined, '', '0', '00', '1'].map((epoch) => evrText(epoch, '1.0', '2'))).toEqual([
    ...['1.0-2', '1.0-2', '1.0-2', '1.0-2', '1:1.0-2'],
  ]);
  expect(evrText('1', '1.0')).toBe('1:1.0');
});
