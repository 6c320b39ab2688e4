import { execFileSync } from 'node:child_process';
import { mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { openScratchFiles, scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { directoryFiles } from '../../src/container-image/directory-files.ts';
import { textOf } from '../support/image-files.ts';

const LARGE = 'abc'.repeat(200_000);

function fixture() {
  const top = scratchDirectory({ 'index.json': 'index', 'blobs/a/1': 'blob', large: LARGE });
  return { top, files: directoryFiles(top, 'x') };
}

const missing = (name: string) => ({
  ...{ code: 'IMAGE_MISSING', message: `x: there is no ${name} in it` },
});
const damaged = (why: string) => ({ code: 'IMAGE_DAMAGED', message: `x: ${why}` });

describe('the files of a directory', () => {
  it('are read whole, in part, and in chunks', async () => {
    const { files } = fixture();
    expect(files.size('blobs/a/1')).toBe(4);
    expect(files.read('blobs/a/1', 100).toString()).toBe('blob');
    expect(files.read('index.json', 2).toString()).toBe('in');
    expect(files.read('large', LARGE.length).toString()).toBe(LARGE);
    expect(await textOf(files.stream('large'))).toBe(LARGE);
  });

  it.each(['nothing', 'nothing/x', 'blobs/b/1'])('have no %s', async (name) => {
    const { files } = fixture();
    expect(files.size(name)).toBeUndefined();
    expect(() => files.read(name, 1)).toThrow(expect.objectContaining(missing(name)));
    await expect(textOf(files.stream(name))).rejects.toMatchObject(missing(name));
  });

  it.each<[string, (top: string) => void, string]>([
    ['a directory', (top) => mkdirSync(join(top, 'it')), 'it is not a regular file'],
    ['a fifo', (top) => execFileSync('mkfifo', [join(top, 'it')]), 'it is not a regular file'],
    ['a link', (top) => symlinkSync('index.json', join(top, 'it')), 'it is a link'],
  ])('are regular ones: %s is none', async (_, make, why) => {
    const { top, files } = fixture();
    make(top);
    expect(() => files.size('it')).toThrow(expect.objectContaining(damaged(why)));
    expect(() => files.read('it', 1)).toThrow(expect.objectContaining(damaged(why)));
    await expect(textOf(files.stream('it'))).rejects.toMatchObject(damaged(why));
  });

  it('are below no link, and below no file', () => {
    const { top, files } = fixture();
    renameSync(join(top, 'blobs'), join(top, 'elsewhere'));
    symlinkSync('elsewhere', join(top, 'blobs'));
    const error = (name: string) => expect.objectContaining(damaged(`${name} is not a directory`));
    expect(() => files.size('blobs/a/1')).toThrow(error('blobs'));
    expect(() => files.size('index.json/1')).toThrow(error('index.json'));
  });

  it('are none where there is no directory', () => {
    const { top } = fixture();
    for (const name of ['index.json', 'nothing']) {
      expect(directoryFiles(join(top, name), 'x').size('index.json')).toBeUndefined();
    }
  });

  it('have names of 255 bytes at most, of which the system complains', () => {
    const name = 'x'.repeat(256);
    expect(() => fixture().files.size(name)).toThrow(
      expect.objectContaining({ code: 'ENAMETOOLONG' }),
    );
  });

  it('are closed again, whatever happens', async () => {
    const { files } = fixture();
    for (const name of ['index.json', 'blobs', 'nothing']) {
      for (const use of [files.size, (each: string) => files.read(each, 1)]) {
        try {
          use(name);
        } catch {
          // As above.
        }
      }
      await textOf(files.stream(name)).catch(() => {});
    }
    for await (const _ of files.stream('large')) break;
    files.close();
    await expect.poll(openScratchFiles, { timeout: 30_000 }).toEqual([]);
  });
});
