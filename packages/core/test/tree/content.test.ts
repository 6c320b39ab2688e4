import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { contentName, readContent, sourceOf, streamContent } from '../../src/tree/content.ts';
import type { Content } from '../../src/tree/node.ts';

const directory = mkdtempSync(join(tmpdir(), 'supermin-content-'));
afterAll(() => rmSync(directory, { recursive: true }));
const path = join(directory, 'file');
writeFileSync(path, '0123456789');
const fd = openSync(path, 'r');

const CONTENTS: [Content, piece: string, stream: string][] = [
  [{ kind: 'path', path }, '123', '0123'],
  [{ kind: 'part', path, offset: 3 }, '456', '3456'],
  [{ kind: 'descriptor', fd, offset: 5 }, '678', '5678'],
  [{ kind: 'bytes', bytes: Buffer.from('abcdefgh') }, 'bcd', 'abcd'],
];

describe.each(CONTENTS)('a content of kind $kind', (content, piece, whole) => {
  it('is read in pieces', () => {
    expect(readContent(content, 1, 3).toString()).toBe(piece);
    expect(readContent(content, 100, 3).toString()).toBe('');
  });

  it('is a stream of just its size', async () => {
    const text = (await streamContent(content, 4).toArray()).join('');
    expect(text).toBe(whole);
    expect(await streamContent(content, 0).toArray()).toEqual([]);
  });
});

it('a piece at the end is shorter, and the descriptor stays open', () => {
  expect(readContent({ kind: 'part', path, offset: 7 }, 1, 9).toString()).toBe('89');
  closeSync(fd);
});

it('tells its file', () => {
  expect(sourceOf({ kind: 'part', path, offset: 3 })).toBe(path);
  expect(sourceOf({ kind: 'bytes', bytes: Buffer.alloc(0) })).toBeUndefined();
  expect(contentName({ kind: 'descriptor', fd, offset: 0 })).toBe('a file of a base archive');
});
