import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { withBytesOf } from '../../src/program/bytes-of.ts';

const path = join(scratchDirectory({ file: '0123456789' }), 'file');

const piece = (content: Parameters<typeof withBytesOf>[0]) =>
  withBytesOf(content, (read) => read(2, 4).toString());

it('reads pieces of every kind of content', () => {
  expect(piece({ kind: 'path', path })).toBe('2345');
  expect(piece({ kind: 'part', path, offset: 3 })).toBe('5678');
  expect(piece({ kind: 'bytes', bytes: Buffer.from('abcdefgh') })).toBe('cdef');
  const fd = openSync(path, 'r');
  expect(piece({ kind: 'descriptor', fd, offset: 1 })).toBe('3456');
  closeSync(fd);
});

it('a piece at the end is shorter; what cannot be read gives nothing', () => {
  const end = withBytesOf({ kind: 'path', path }, (read) => read(8, 100).toString());
  expect(end).toBe('89');
  expect(piece({ kind: 'path', path: `${path}.gone` })).toBeUndefined();
  expect(piece({ kind: 'path', path: join(path, '..') })).toBeUndefined();
});
