import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { SourceReader } from '../../src/copy/source-reader.ts';
import type { Content } from '../../src/tree/node.ts';
import { failures } from '../support/sources.ts';

const scratch = (name: string) => `${scratchDirectory()}/${name}`;
const readerOf = (...sources: Content[]) => new SourceReader(sources, failures);

function read(reader: SourceReader, source: number, length: number, offset: number): string {
  const target = Buffer.alloc(length + 1, '.');
  expect(reader.select(source)).toBe(true);
  reader.read(target, 1, length, offset);
  return target.toString();
}

describe('SourceReader', () => {
  it('reads files, memory, and parts of open files', () => {
    const path = scratch('host');
    writeFileSync(path, '0123456789');
    const fd = openSync(path, 'r');
    const reader = readerOf(
      { kind: 'path', path },
      { kind: 'bytes', bytes: Buffer.from('abcdef') },
      { kind: 'descriptor', fd, offset: 5 },
    );
    expect(read(reader, 0, 3, 2)).toBe('.234');
    expect(read(reader, 0, 3, 7)).toBe('.789');
    expect(read(reader, 1, 2, 4)).toBe('.ef');
    expect(read(reader, 2, 2, 1)).toBe('.67');
    reader.close();
    expect(read(reader, 2, 1, 0), "others' descriptors stay open").toBe('.5');
    closeSync(fd);
  });

  it('reads parts of files, one after the other of the same one', () => {
    const path = scratch('archive');
    const other = scratch('other');
    writeFileSync(path, '0123456789');
    writeFileSync(other, 'abcdef');
    const reader = readerOf(
      { kind: 'part', path, offset: 5 },
      { kind: 'part', path, offset: 2 },
      { kind: 'part', path: other, offset: 1 },
      { kind: 'path', path: other },
    );
    expect(read(reader, 0, 2, 1)).toBe('.67');
    expect(read(reader, 1, 2, 0)).toBe('.23');
    expect(read(reader, 2, 2, 1)).toBe('.cd');
    expect(read(reader, 3, 2, 0)).toBe('.ab');
    expect(() => read(reader, 0, 2, 4)).toThrow(`${path}: 5 of 6`);
    reader.close();
  });

  it('a file that has shrunk is an error that names it', () => {
    const path = scratch('shrunk');
    writeFileSync(path, '0123456789');
    const reader = readerOf({ kind: 'path', path });
    expect(() => read(reader, 0, 20, 5)).toThrow(`${path}: 10 of 25`);
    reader.close();
  });

  it('a file that is gone is an error that names it', () => {
    const path = scratch('gone');
    const reader = readerOf({ kind: 'path', path });
    expect(() => reader.select(0)).toThrow(`${path}: gone`);
  });

  it('a fifo in the place of a file does not hold it up', () => {
    const path = scratch('fifo');
    expect(spawnSync('mkfifo', [path]).status).toBe(0);
    const reader = readerOf({ kind: 'path', path });
    reader.select(0);
    // Which error it is, the kernel says; that it says one is what counts.
    expect(() => reader.read(Buffer.alloc(1), 0, 1, 0)).toThrow();
    reader.close();
    rmSync(path);
  });

  it('reads a name that is not UTF-8', () => {
    const path = `${scratch('caf')}\xe9`;
    writeFileSync(Buffer.from(path, 'latin1'), 'latin');
    const reader = readerOf({ kind: 'path', path });
    expect(read(reader, 0, 5, 0)).toBe('.latin');
    reader.close();
  });
});
