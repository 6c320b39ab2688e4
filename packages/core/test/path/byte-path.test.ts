import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import {
  baseName,
  compareBytes,
  displayPath,
  fromUnicode,
  joinPath,
  parentPath,
  toSystemPath,
} from '../../src/path/byte-path.ts';

describe('the way to the system and back', () => {
  it.each([
    'plain',
    'blank and\ttab',
    'new\nline',
    'caf\u00c3\u00a9',
    'caf\xe9',
    '\x80\xff',
    '[a]*?',
  ])('%j', (name) => {
    const directory = scratchDirectory();
    writeFileSync(toSystemPath(`${directory}/${name}`), '');
    mkdirSync(toSystemPath(`${directory}/${name}.d`));
    expect(readdirSync(directory, { encoding: 'latin1' }).sort()).toEqual([name, `${name}.d`]);
  });

  it('leaves ASCII as it is', () => {
    expect(toSystemPath('/usr/bin')).toBe('/usr/bin');
  });
});

describe('fromUnicode', () => {
  it.each([
    ['plain', 'plain'],
    ['café', 'caf\u00c3\u00a9'],
    ['日本', '\u00e6\u0097\u00a5\u00e6\u009c\u00ac'],
    ['😀', '\u00f0\u009f\u0098\u0080'],
  ])('%s', (text, bytes) => {
    expect(fromUnicode(text)).toBe(bytes);
    expect(displayPath(bytes)).toBe(text);
  });
});

describe('displayPath', () => {
  it.each([
    ['/a b', '/a b'],
    ['/new\nline', '/new\\x0aline'],
    ['/esc\x1b[31m', '/esc\\x1b[31m'],
    ['/del\x7f', '/del\\x7f'],
    ['/caf\xe9', '/caf\\xe9'],
    ['/caf\xe9\xc3\xa9', '/caf\\xe9\\xc3\\xa9'],
    ['/csi\xc2\x9b31m', '/csi\\x9b31m'],
  ])('%j: nothing that a terminal obeys', (path, shown) => {
    expect(displayPath(path)).toBe(shown);
  });
});

describe('components', () => {
  it.each([
    ['/a/b', '/a', 'b'],
    ['/a', '/', 'a'],
    ['/', '/', ''],
    ['a', '.', 'a'],
    ['a/b', 'a', 'b'],
  ])('%s', (path, parent, name) => {
    expect([parentPath(path), baseName(path)]).toEqual([parent, name]);
  });

  it('join', () => {
    expect([joinPath('/', 'b'), joinPath('/a', 'b'), joinPath('/a/', 'b')]).toEqual([
      '/b',
      '/a/b',
      '/a/b',
    ]);
  });
});

it('compareBytes: the order of the C locale', () => {
  const names = ['b', 'B', 'a.', 'a', 'a-', '\xff', '\x80', '_', ''];
  expect(names.sort(compareBytes)).toEqual(['', 'B', '_', 'a', 'a-', 'a.', 'b', '\x80', '\xff']);
});
