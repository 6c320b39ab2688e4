import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { type Content, readContent } from '@supermin/core/writer';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { RawDisk } from '../../../src/inspect/disk/raw-disk.ts';

const bytes = Buffer.from('before: the disk and more');
const path = join(scratchDirectory({ file: bytes }), 'file');
const SIZE = 'the disk'.length;

const CONTENTS: [Content['kind'], (fd: number) => Content][] = [
  ['part', () => ({ kind: 'part', path, offset: 8 })],
  ['descriptor', (fd) => ({ kind: 'descriptor', fd, offset: 8 })],
  ['bytes', () => ({ kind: 'bytes', bytes: bytes.subarray(8, 8 + SIZE) })],
];

describe('RawDisk', () => {
  it.each(CONTENTS)('is a %s, also once it is closed', (_, contentOf) => {
    const fd = openSync(path, 'r');
    const disk = new RawDisk({ name: 'disk', content: contentOf(fd), size: SIZE });
    expect(disk.read(4, 4).toString()).toBe('disk');
    expect(() => disk.read(4, 5)).toThrow(
      expect.objectContaining({ code: 'EXT2_DAMAGED', message: expect.stringContaining('ends') }),
    );
    disk.close();
    expect(readContent(disk.contentAt(4), 0, 4).toString()).toBe('disk');
    closeSync(fd);
  });

  it('says that a file cannot be read', () => {
    const content = { kind: 'path', path: '/does/not/exist' } as const;
    expect(() => new RawDisk({ name: 'disk', content, size: 1 })).toThrow(
      expect.objectContaining({ code: 'EXT2_UNREADABLE' }),
    );
  });
});
