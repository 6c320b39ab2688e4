import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localHost } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { readFile, readSectionFile } from '../../src/database/read-file.ts';

describe('readFile', () => {
  const root = scratchDirectory();
  const read = (name: string) => readFile(localHost(root), `/${name}`);

  it('has the bytes', () => {
    writeFileSync(join(root, 'file'), 'bytes');
    expect(read('file').toString()).toBe('bytes');
  });

  it.each([
    ['none', 'it is missing'],
    ['round', 'it is missing'],
    ['directory', 'it is a directory'],
  ])('says what is wrong: %s', (name, problem) => {
    if (name === 'directory') mkdirSync(join(root, name));
    if (name === 'round') symlinkSync(name, join(root, name));
    expect(() => read(name)).toThrow(
      expect.objectContaining({ code: 'PACMAN_DAMAGED', message: `${root}/${name}: ${problem}` }),
    );
  });

  it('does not read what no package can have', () => {
    writeFileSync(join(root, 'large'), '');
    truncateSync(join(root, 'large'), 2 ** 40);
    expect(() => read('large')).toThrow(`${root}/large: it is too large`);
  });
});

it('readSectionFile has a character for each byte', () => {
  const root = scratchDirectory();
  writeFileSync(join(root, 'desc'), Buffer.from('%NAME%\ncaf\xe9\n\n', 'latin1'));
  expect(readSectionFile(localHost(root), '/desc').line('NAME')).toBe('caf\xe9');
});
