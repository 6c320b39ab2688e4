import { linkSync, renameSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, it } from 'vitest';
import { fileIdentity, identityOf } from '../../src/template/file-identity.ts';

const files = () => {
  const directory = scratchDirectory({ file: 'text', other: 'text' });
  return { directory, file: join(directory, 'file'), other: join(directory, 'other') };
};

it('is the same by each of its names, and through links', () => {
  const { directory, file } = files();
  linkSync(file, join(directory, 'hard'));
  symlinkSync('file', join(directory, 'soft'));
  const same = fileIdentity(file);
  expect([fileIdentity(join(directory, 'hard')), fileIdentity(join(directory, 'soft'))]).toEqual([
    ...[same, same],
  ]);
});

it('is another one of another file, and when anything was written', () => {
  const { file, other } = files();
  const before = fileIdentity(file);
  expect(fileIdentity(other)).not.toBe(before);
  writeFileSync(file, 'TEXT');
  utimesSync(file, 0, 0);
  expect(fileIdentity(file)).not.toBe(before);
  renameSync(other, file);
  expect(fileIdentity(file)).not.toBe(before);
});

it('is of device, inode, size and times', () => {
  const stats = { dev: 1n, ino: 2n, size: 3n, mtimeNs: 4n, ctimeNs: 5n };
  expect(identityOf(stats as Parameters<typeof identityOf>[0])).toBe('1:2:3:4:5');
});

it('there is none of what is not there', () => {
  expect(() => fileIdentity('/nonexistent/file')).toThrow(
    expect.objectContaining({ code: 'ENOENT' }),
  );
});
