import { mkdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeEach, describe, expect, it } from 'vitest';
import { writePackage } from '../src/write.ts';

const FILES = [
  { path: 'a/b', content: 'text', executable: false },
  { path: 'c', content: '#!', executable: true },
];

let directory: string;
beforeEach(() => {
  directory = scratchDirectory();
});

describe('writePackage', () => {
  it('makes folders, files and programs', () => {
    const box = join(directory, 'box');
    writePackage(box, FILES);
    expect(readFileSync(join(box, 'a/b'), 'utf8')).toBe('text');
    expect(statSync(join(box, 'a/b')).mode & 0o111).toBe(0);
    expect(statSync(join(box, 'c')).mode & 0o100).toBe(0o100);
  });

  it.each<[string, (path: string) => void]>([
    ['a directory', (path) => mkdirSync(path)],
    ['a link to nowhere', (path) => symlinkSync('nowhere', path)],
  ])('overwrites nothing: %s', (_, make) => {
    const box = join(directory, 'box');
    make(box);
    expect(() => writePackage(box, FILES)).toThrow(
      expect.objectContaining({ code: 'DIRECTORY', message: expect.stringContaining(box) }),
    );
  });

  it('names what it can not write', () => {
    expect(() => writePackage(join(directory, 'none', 'box'), FILES)).toThrow(
      expect.objectContaining({ code: 'WRITE', message: expect.stringMatching(/box.*ENOENT/) }),
    );
  });
});
