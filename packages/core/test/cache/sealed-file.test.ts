import {
  chmodSync,
  lchownSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { isWhole, sealedName, sealedNames } from '../../src/cache/sealed-file.ts';
import { available, hasPython, isRoot, run } from '../support/programs.ts';

const LARGE = 17 * 2 ** 20;

function sealed(content: string | Uint8Array): string {
  const directory = scratchDirectory();
  writeFileSync(`${directory}/new`, content);
  const file = `${directory}/${sealedName('a', `${directory}/new`)}`;
  renameSync(`${directory}/new`, file);
  return file;
}

function flip(file: string): void {
  const bytes = new Uint8Array(statSync(file).size).fill(1);
  writeFileSync(file, bytes);
}

describe('a sealed file', () => {
  it.runIf(available('the checksum beside zlib: there is no python3', hasPython))(
    'says its CRC-32 in its name',
    () => {
      const [, crc] = /a\.([0-9a-f]{8})-/.exec(sealed('content'))!;
      const judged = run('python3', ['-c', 'import zlib; print("%08x" % zlib.crc32(b"content"))']);
      expect(crc).toBe(judged.toString().trim());
    },
  );

  it.each(['', 'content', new Uint8Array(LARGE)])('is whole as it was written', (content) => {
    const file = sealed(content);
    expect(isWhole(file)).toBe(true);
    expect(isWhole(file)).toBe(true);
  });

  it.each<[string, number, (file: string) => void]>([
    ['a byte is another', 7, flip],
    [
      'a byte is another, under the old time',
      7,
      (file) => {
        const { mtimeMs } = statSync(file);
        flip(file);
        utimesSync(file, mtimeMs / 1000, mtimeMs / 1000);
      },
    ],
    ['it is cut off', 7, (file) => truncateSync(file, 3)],
    ['it is large, and a byte is another', LARGE, flip],
    ['it is large, and cut off', LARGE, (file) => truncateSync(file, 3)],
    ['it is empty', 7, (file) => truncateSync(file)],
    ['it is gone', 7, (file) => rmSync(file)],
    ['others may write to it', 7, (file) => chmodSync(file, 0o646)],
    [
      'it is a link',
      7,
      (file) => {
        renameSync(file, `${file}-other`);
        symlinkSync(`${file}-other`, file);
      },
    ],
    [
      'it is a directory',
      7,
      (file) => {
        rmSync(file);
        mkdirSync(file);
      },
    ],
  ])('is not when %s', (_, size, change) => {
    const file = sealed(new Uint8Array(size));
    change(file);
    expect(isWhole(file)).toBe(false);
  });

  it.runIf(available("another user's file: only root can make one", isRoot))(
    "is not when it is another user's",
    () => {
      const file = sealed('content');
      lchownSync(file, 65534, 65534);
      expect(isWhole(file)).toBe(false);
    },
  );

  it('a copy of it, or one that was touched, is read and gets its time back', () => {
    const file = sealed(new Uint8Array(LARGE));
    const { mtimeMs } = statSync(file);
    utimesSync(file, 1, 1);
    expect(isWhole(file)).toBe(true);
    expect(statSync(file).mtimeMs).toBeCloseTo(mtimeMs, 0);
  });

  it('is found by its name, and not by the beginning of one', () => {
    const names = ['a.00000000-1', 'a.b.00000000-1', 'ab.00000000-1', 'a', 'a.0-1', 'supermin-1'];
    expect(sealedNames(names, 'a')).toEqual(['a.00000000-1']);
    expect(sealedNames(names, 'a.b')).toEqual(['a.b.00000000-1']);
  });
});
