import {
  encodeHeader,
  int32,
  joinEntries,
  packageEntries,
  string,
  stringArray,
} from '@supermin/test-support/rpm';
import { describe, expect, it } from 'vitest';
import { HeaderRecord } from '../../src/database/header-record.ts';
import { Header } from '../../src/format/header.ts';
import { Tag } from '../../src/format/tags.ts';
import { recordOf } from '../fixtures/records.ts';

const PATH = '/rpmdb.sqlite';
const DESCRIBED = { name: 'tool', version: '1', requires: ['a', 'b >= 2'] };

type Entries = Parameters<typeof joinEntries>[0];

function record(entries: Entries): HeaderRecord {
  return new HeaderRecord(new Header({ bytes: joinEntries(entries), offset: 16 }, PATH), PATH);
}
const without = (...tags: number[]) =>
  packageEntries({ ...DESCRIBED, files: [{ path: '/a/x' }, { path: '/b/y' }] }).filter(
    ({ tag }) => !tags.includes(tag),
  );

describe('a package as its header tells of it', () => {
  it('has what it says of itself and of others', () => {
    const found = recordOf({ ...DESCRIBED, epoch: 2, arch: 'x86_64', recommends: ['c'] });
    expect(found).toMatchObject({ name: 'tool', epoch: 2, version: '1', arch: 'x86_64' });
    expect(found.requires).toEqual([
      { name: 'a', flags: 0, version: '' },
      { name: 'b', flags: 12, version: '2' },
    ]);
    expect(found.recommends).toEqual([{ name: 'c', flags: 0, version: '' }]);
  });

  it('has empty lists of what its header does not have', () => {
    const found = record([
      ...[string(Tag.name, 'gpg-pubkey'), string(Tag.version, '1'), string(Tag.release, '2')],
      string(Tag.sourceRpm, '(none)'),
    ]);
    expect(found).toMatchObject({ arch: '(none)', source: '', epoch: undefined });
    expect([found.provides, found.requires, found.recommends]).toEqual([[], [], []]);
    expect(found.files.baseNames).toEqual([]);
    expect(found.mayOwn('x')).toBe(false);
  });

  it('may own files of its base names', () => {
    const found = record(without());
    expect([found.mayOwn('x'), found.mayOwn('y'), found.mayOwn('z')]).toEqual([true, true, false]);
  });

  it('does not need the bytes that it was read from', () => {
    const bytes = encodeHeader({ ...DESCRIBED, files: [{ path: '/a/x' }] });
    const found = new HeaderRecord(new Header({ bytes, offset: 0 }, PATH), PATH);
    bytes.fill(0x41);
    expect(found.requires.map(({ name, version }) => `${name}${version}`)).toEqual(['a', 'b2']);
    expect(found.files).toMatchObject({ baseNames: ['x'], directories: ['/a/'] });
  });
});

describe('a damaged header is an error that says where', () => {
  it.each<[string, Entries]>([
    ['without tag 1000', without(Tag.name)],
    ['without tag 1001', without(Tag.version)],
    ['without tag 1002', without(Tag.release)],
    ['without tag 1001', [...without(Tag.version), string(Tag.version, '')]],
    ['impossible name', [...without(Tag.name), string(Tag.name, 'a/b')]],
  ])('%s', (problem, entries) => {
    expect(() => record(entries)).toThrow(problem);
    expect(() => record(entries)).toThrow(PATH);
  });

  it.each<[string, Entries]>([
    ['dependencies of lengths 2, 2, 0', without(Tag.requireVersion)],
    ['dependencies of lengths 2, 0, 2', without(Tag.requireFlags)],
    [
      'dependencies of lengths 2, 1, 2',
      [...without(Tag.requireFlags), int32(Tag.requireFlags, [0])],
    ],
  ])('package tool has %s', (problem, entries) => {
    const found = record(entries);
    expect(() => found.requires).toThrow(`package tool has ${problem}`);
  });

  it.each<[string, Entries]>([
    ['files of lengths 2, 0,', without(Tag.directoryIndexes)],
    ['files of lengths 2, 2, 0,', without(Tag.fileFlags)],
    ['files of lengths 2, 2, 2, 0,', without(Tag.fileModes)],
    ['files of lengths 2, 2, 2, 2, 0,', without(Tag.fileDigests)],
    ['files of lengths 2, 2, 2, 2, 2, 0', without(Tag.fileLinkTargets)],
    [
      'a file in no directory',
      [...without(Tag.directoryNames), stringArray(Tag.directoryNames, ['/a/'])],
    ],
  ])('package tool has %s', (problem, entries) => {
    const found = record(entries);
    expect(() => found.files).toThrow(`package tool has ${problem}`);
  });
});
