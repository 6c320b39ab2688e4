import { expect, it } from 'vitest';
import { parseEntries } from '../../src/files/file-entry.ts';
import { numbers } from '../../src/session/protocol.ts';

const entry = (name: string, mode = 0o100644, length = Buffer.byteLength(name, 'latin1')) =>
  Buffer.concat([numbers(mode, 1, 2, 3, 4, 5, length), Buffer.from(name, 'latin1')]);

const names = (bytes: Buffer) => parseEntries(bytes).map(({ name }) => name);

it('has all of an entry', () => {
  expect(parseEntries(entry('\xe9', 0o104755))).toEqual([
    { name: '\xe9', type: 'file', mode: 0o4755, uid: 1, gid: 2, mtime: 3, size: 4 + 5 * 2 ** 32 },
  ]);
});

it.each([
  [0o040755, 'directory'],
  [0o120777, 'symlink'],
  [0o020600, 'character'],
  [0o060600, 'block'],
  [0o010600, 'fifo'],
  [0o140600, 'socket'],
])('%o is a %s', (mode, type) => {
  expect(parseEntries(entry('x', mode))).toMatchObject([{ type, mode: mode & 0o7777 }]);
});

it('has one after the other, and none of nothing', () => {
  expect(names(Buffer.concat([entry('a'), entry('b')]))).toEqual(['a', 'b']);
  expect(names(Buffer.alloc(0))).toEqual([]);
});

it.each([
  ['a head that is cut off', entry('x').subarray(0, 27)],
  ['a name that is cut off', entry('xyz', 0o100644, 4)],
  ['no type', entry('x', 0o644)],
  ['no name', entry('')],
  ['this directory', entry('.')],
  ['its parent', entry('..')],
  ['a slash', entry('a/b')],
  ['a NUL', entry('a\0')],
])('takes nothing from there on where there is %s', (_, bytes) => {
  expect(names(Buffer.concat([entry('a'), bytes]))).toEqual(['a']);
});
