import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { copyToNewFile, newFileMode, writeToNewFile } from '../../src/output/new-file.ts';

const MODES = [
  ['022', 0o022, 0o644],
  ['077', 0o077, 0o600],
  ['002', 0o002, 0o664],
] as const;

function under<T>(mask: number, work: () => T): T {
  const before = process.umask(mask);
  try {
    return work();
  } finally {
    process.umask(before);
  }
}

describe.each(MODES)('under the umask %s', (_, mask, mode) => {
  it('a new file has the mode that follows from it, and is not left there', () => {
    const root = scratchDirectory();
    expect(under(mask, () => newFileMode(`${root}/f`))).toBe(mode);
    expect(readdirSync(root)).toEqual([]);
  });

  it.each([0o600, 0o444, 0o777])('so has a copy, whatever the mode of its source: %i', (source) => {
    const root = scratchDirectory();
    writeFileSync(`${root}/source`, 'text', { mode: source });
    under(mask, () => copyToNewFile(`${root}/source`, `${root}/copy`));
    expect(statSync(`${root}/copy`).mode & 0o777).toBe(mode);
    expect(readFileSync(`${root}/copy`, 'utf8')).toBe('text');
  });
});

it('what is there is not copied over', () => {
  const root = scratchDirectory();
  for (const name of ['one', 'two']) writeFileSync(`${root}/${name}`, name);
  expect(() => copyToNewFile(`${root}/one`, `${root}/two`)).toThrow('EEXIST');
  expect(readFileSync(`${root}/two`, 'utf8')).toBe('two');
});

it.each([0, 3, 2 ** 20 + 5])('a part of a file becomes a new file, %i bytes', (size) => {
  const root = scratchDirectory();
  writeFileSync(`${root}/source`, `skip${'x'.repeat(size)}rest`);
  const content = { kind: 'part', path: `${root}/source`, offset: 4 } as const;
  under(0o027, () => writeToNewFile(content, size, `${root}/new`));
  expect(readFileSync(`${root}/new`, 'latin1')).toBe('x'.repeat(size));
  expect(statSync(`${root}/new`).mode & 0o777).toBe(0o640);
});

it('a part that is not there is an error', () => {
  const root = scratchDirectory();
  writeFileSync(`${root}/source`, '0123456789');
  const content = { kind: 'part', path: `${root}/source`, offset: 4 } as const;
  expect(() => writeToNewFile(content, 7, `${root}/new`)).toThrow(`${root}/source is too short`);
});
