import {
  binary,
  int32,
  joinEntries,
  packageEntries,
  stringArray,
} from '@supermin/test-support/rpm';
import { describe, expect, it } from 'vitest';
import { Header } from '../../../src/format/header.ts';
import { Tag, Type } from '../../../src/format/tags.ts';
import { indexTables } from '../../../src/repository/database/index-tables.ts';

const header = (name: string, ...more: Parameters<typeof joinEntries>[0]) =>
  new Header(
    {
      bytes: joinEntries([
        ...packageEntries({ name, version: '1', requires: ['x', 'y'], files: [{ path: '/a/f' }] }),
        ...more,
      ]),
      offset: 0,
    },
    'header',
  );
const rows = (table: string, ...headers: Header[]) =>
  indexTables(headers).find(({ name }) => name === table)!.rows;

describe('a table by which rpm finds packages', () => {
  it('has each text of each package, with its number and place', () => {
    expect(rows('Name', header('a'), header('b'))).toEqual([
      ['a', 1, 0],
      ['b', 2, 0],
    ]);
    expect(rows('Requirename', header('a'))).toEqual([
      ['x', 1, 0],
      ['y', 1, 1],
    ]);
    expect(rows('Dirnames', header('a'))).toEqual([['/a/', 1, 0]]);
  });

  it('has nothing of what packages do not say', () => {
    expect(rows('Obsoletename', header('a'))).toEqual([]);
  });

  it('has bytes as they are, and numbers as the machine has them', () => {
    expect(rows('Sigmd5', header('a', binary(261, Buffer.from([1, 2]))))).toEqual([
      [Buffer.from([1, 2]), 1, 0],
    ]);
    expect(rows('Installtid', header('a', int32(Tag.installTransaction, [0x01020304])))).toEqual([
      [Buffer.from([4, 3, 2, 1]), 1, 0],
    ]);
  });

  it('has of the group, which may be said in many languages, the first', () => {
    const group = { ...stringArray(Tag.group, ['Base', 'Basis']), type: Type.i18nString };
    expect(rows('Group', header('a', group))).toEqual([['Base', 1, 0]]);
  });

  it('has the indexes that rpm makes', () => {
    const names = (table: string) =>
      indexTables([])
        .find(({ name }) => name === table)!
        .indexes.map(({ name, column }) => `${name} ${column}`);
    expect(names('Name')).toEqual(['Name_key_idx 0']);
    expect(names('Basenames')).toEqual(['Basenames_key_idx 0', 'Basenames_hnum_idx 1']);
    expect(names('Sigmd5')).toEqual([]);
  });
});
