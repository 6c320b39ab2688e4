import { execFileSync } from 'node:child_process';
import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { expect, test } from 'vitest';
import { type ArchiveMember, encodeArchive } from '../../src/index.ts';
import { cpio } from '../cpio.ts';

const MEMBERS: ArchiveMember[] = [
  { name: 'dev', type: 'directory', mode: 0o755 },
  { name: 'init', type: 'file', mode: 0o4755, mtime: 86400, content: Buffer.from('hello') },
  { name: 'caf\xe9', type: 'file', mode: 0o600, mtime: -5, content: '' },
  { name: 'link', type: 'symlink', mode: 0o777, content: 'caf\xe9' },
  { name: 'dev/null', type: 'character', mode: 0o666, rdevMajor: 1, rdevMinor: 3 },
  { name: 'dev/sda', type: 'block', mode: 0o660, gid: 6, rdevMajor: 8, rdevMinor: 0 },
  { name: 'pipe', type: 'fifo', mode: 0o640, uid: 1000, gid: 70000, mtime: 1.9 },
];

test('a golden archive', () => {
  const archive = encodeArchive([{ name: 'a', type: 'file', mode: 0o644, content: 'xyz\n!' }], {
    padding: 4,
  });
  const numbers = (text: string) => text.replaceAll(' ', '');
  expect(archive.toString('latin1')).toBe(
    numbers(
      '070701 00000001 000081a4 00000000 00000000 00000001 00000000 00000005' +
        '00000000 00000000 00000000 00000000 00000002 00000000',
    ) +
      'a\0xyz\n!\0\0\0' +
      numbers(
        '070701 00000000 00000000 00000000 00000000 00000001 00000000 00000000' +
          '00000000 00000000 00000000 00000000 0000000b 00000000',
      ) +
      'TRAILER!!!\0\0\0\0',
  );
});

test('a file without content is empty', () => {
  const archive = encodeArchive([{ name: 'a', type: 'file', mode: 0o644 }]);
  expect(archive.toString('latin1', 54, 62)).toBe('00000000');
});

test('padding: 512 bytes by default', () => {
  expect(encodeArchive([])).toHaveLength(512);
  expect(encodeArchive([], { padding: 4 })).toHaveLength(124);
  for (let size = 0; size < 520; size += 13) {
    const content = Buffer.alloc(size);
    const archive = encodeArchive([{ name: 'abc', type: 'file', mode: 0, content }]);
    expect(archive.length % 512).toBe(0);
  }
});

test('cpio lists every kind of entry as it was given', () => {
  const listing = cpio(['-itv', '--quiet', '-n'], encodeArchive(MEMBERS)).toString('latin1');
  const lines = listing.trimEnd().split('\n');
  expect(lines.map((line) => line.replace(/ +/g, ' '))).toEqual([
    'drwxr-xr-x 2 0 0 0 Jan 1 1970 dev',
    '-rwsr-xr-x 1 0 0 5 Jan 2 1970 init',
    '-rw------- 1 0 0 0 Jan 1 1970 caf\xe9',
    'lrwxrwxrwx 1 0 0 4 Jan 1 1970 link -> caf\xe9',
    'crw-rw-rw- 1 0 0 1, 3 Jan 1 1970 dev/null',
    'brw-rw---- 1 0 6 8, 0 Jan 1 1970 dev/sda',
    'prw-r----- 1 1000 70000 0 Jan 1 1970 pipe',
  ]);
});

test('cpio unpacks hard links as one file, the content comes with the last name', () => {
  const directory = scratchDirectory();
  const hardLink = { key: 'k', count: 3 };
  const member = (name: string): ArchiveMember => ({
    name,
    type: 'file',
    mode: 0o644,
    content: 'shared',
    hardLink,
  });
  const between: ArchiveMember = { name: 'x', type: 'file', mode: 0o644, content: 'other' };
  const archive = encodeArchive([member('a'), between, member('b'), member('c')]);
  expect(archive.toString('latin1').match(/shared/g)).toHaveLength(1);
  cpio(['-id', '--quiet'], archive, directory);
  const [a, b, c] = ['a', 'b', 'c'].map((name) => lstatSync(join(directory, name)));
  expect(a!.nlink).toBe(3);
  expect([b!.ino, c!.ino]).toEqual([a!.ino, a!.ino]);
  expect(readFileSync(join(directory, 'a'), 'utf8')).toBe('shared');
  expect(readFileSync(join(directory, 'x'), 'utf8')).toBe('other');
});

test('names of one symbolic link are spelled out', () => {
  const directory = scratchDirectory();
  const hardLink = { key: 'k', count: 2 };
  const common = { type: 'symlink', mode: 0o777, content: 'target', hardLink } as const;
  const members = ['a', 'b'].map((name) => ({ name, ...common }));
  cpio(['-id', '--quiet'], encodeArchive(members), directory);
  for (const name of ['a', 'b']) expect(readlinkSync(join(directory, name))).toBe('target');
});

test('the same members give the same bytes; `file` knows them', () => {
  const archive = encodeArchive(MEMBERS);
  expect(encodeArchive(MEMBERS).equals(archive)).toBe(true);
  const told = execFileSync('file', ['-'], { input: archive, encoding: 'utf8' });
  expect(told).toContain('ASCII cpio archive (SVR4 with no CRC)');
});
