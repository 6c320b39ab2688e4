import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { archive, type Member } from '@supermin/test-support/archive';
import { available, hasProgram, output } from '@supermin/test-support/programs';
import { openScratchFiles, scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { tarFiles } from '../../src/container-image/tar-files.ts';
import { textOf } from '../support/image-files.ts';

const LARGE = 'abc'.repeat(200_000);

function fileOf(content: Buffer | readonly Member[]): string {
  const file = join(scratchDirectory(), 'x.tar');
  writeFileSync(file, Buffer.isBuffer(content) ? content : archive(content as Member[]));
  return file;
}

const open = (content: Buffer | readonly Member[]) => tarFiles(fileOf(content), 'x');

const MEMBERS: Member[] = [
  { name: 'a', content: 'first' },
  { name: 'd/large', content: LARGE },
  { name: 'd/last', content: 'last' },
];

const missing = (name: string) => ({
  ...{ code: 'IMAGE_MISSING', message: `x: there is no ${name} in it` },
});

/** As `docker save` writes them; each leads to the one before. */
const chain = (links: number): Member[] => [
  { name: '0', content: 'text' },
  ...Array.from({ length: links }, (_, at) => {
    return { name: `${at + 1}`, type: '2', linkname: `${at}` };
  }),
];

describe('the files of an archive', () => {
  it('are read whole, in part, and in chunks', async () => {
    const files = open(MEMBERS);
    expect(files.size('a')).toBe(5);
    expect(files.read('d/last', 100).toString()).toBe('last');
    expect(files.read('a', 2).toString()).toBe('fi');
    expect(await textOf(files.stream('d/large'))).toBe(LARGE);
    files.close();
  });

  it('that are not there are missing', async () => {
    const files = open([...MEMBERS, { name: 'l', type: '2', linkname: 'nothing' }]);
    for (const name of ['nothing', 'l']) {
      expect(files.size(name)).toBeUndefined();
      expect(() => files.read(name, 1)).toThrow(expect.objectContaining(missing(name)));
      await expect(textOf(files.stream(name))).rejects.toMatchObject(missing(name));
    }
    files.close();
  });

  it('may be links to each other, eight in a row', () => {
    const files = open(chain(9));
    expect(files.read('8', 9).toString()).toBe('text');
    expect(() => files.size('9')).toThrow(
      expect.objectContaining({
        code: 'IMAGE_DAMAGED',
        message: 'x: members are links to each other',
      }),
    );
    files.close();
  });

  it('are closed with the archive, and at an error', () => {
    const files = open(MEMBERS);
    expect(openScratchFiles()).toHaveLength(1);
    files.close();
    expect(() => open(gzipSync(''))).toThrow('compressed');
    expect(openScratchFiles()).toEqual([]);
  });
});

describe('an archive', () => {
  it.each(['gzip', 'xz', 'zstd', 'bzip2'])('that is compressed by %s is not read', (program) => {
    if (!available(`an archive compressed by ${program}`, hasProgram(program))) return;
    const packed = output(program, ['-c'], { input: archive(MEMBERS) });
    expect(() => open(packed)).toThrow(
      expect.objectContaining({
        code: 'IMAGE_UNSUPPORTED',
        message: `x: the archive itself is compressed (${program})`,
        hint: expect.stringContaining(`decompress it with ${program} -d`),
      }),
    );
  });

  it('is a regular file, and nothing waits for the other end of a fifo', () => {
    const fifo = join(scratchDirectory(), 'fifo');
    execFileSync('mkfifo', [fifo]);
    for (const file of [fifo, scratchDirectory()]) {
      expect(() => tarFiles(file, 'x')).toThrow(
        expect.objectContaining({ code: 'IMAGE_DAMAGED', message: 'x: not a regular file' }),
      );
    }
  });
});
