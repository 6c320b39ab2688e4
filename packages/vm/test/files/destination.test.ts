import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { unpack } from '../../src/files/copy-out.ts';
import { archiveOf, chunks, type Member, place, put, TOP } from './hostile-archive.ts';

describe('an archive of a VM', () => {
  it('is unpacked: directories, files, links, modes and times; without setuid', async () => {
    const { root, check } = place();
    const link = { key: 1, count: 2 };
    const { problems, skipped } = await put(
      [
        TOP,
        { name: './d', type: 'directory', mode: 0o555, mtime: 1000 },
        { name: './d/f', type: 'file', mode: 0o4751, mtime: 2000, text: 'content' },
        { name: './one', type: 'file', hardLink: link, text: 'linked' },
        { name: './two', type: 'file', hardLink: link, text: 'linked' },
        { name: './l', type: 'symlink', text: '/etc/passwd' },
        { name: './null', type: 'character', rdevMajor: 1, rdevMinor: 3 },
        { name: './\xff', type: 'file', text: '' },
      ],
      root,
    );
    expect({ problems, skipped }).toEqual({ problems: [], skipped: [join(root, 'null')] });
    expect(statSync(join(root, 'd')).mode & 0o7777).toBe(0o555);
    const file = statSync(join(root, 'd/f'));
    expect([file.mode & 0o7777, file.mtimeMs]).toEqual([0o751, 2_000_000]);
    expect(readFileSync(join(root, 'one'), 'utf8')).toBe('linked');
    expect(statSync(join(root, 'one')).ino).toBe(statSync(join(root, 'two')).ino);
    expect(readlinkSync(join(root, 'l'))).toBe('/etc/passwd');
    expect(readdirSync(root, 'latin1')).toContain('\xff');
    check();
  });

  it.each([
    '../secret',
    '/etc/x',
    './../secret',
    'a/../../secret',
    './',
    'a//b',
    'a/./b',
    '..',
    './a/..',
  ])('refuses the name %j', async (name) => {
    const { root, check } = place();
    const attack = put([TOP, { name, type: 'file', text: 'evil' }], root);
    await expect(attack).rejects.toMatchObject({ code: 'ARCHIVE_REFUSED' });
    check();
  });

  it.each([
    ['a link of its own', { name: './x', type: 'symlink', text: '../other' }],
    ['an absolute link of its own', { name: './x', type: 'symlink', text: '/tmp' }],
  ] as const)('does not write through %s', async (_, link) => {
    const { root, check } = place();
    const { problems } = await put(
      [
        TOP,
        link,
        { name: './x/file', type: 'file', text: 'evil' },
        { name: './x/d', type: 'directory' },
      ],
      root,
    );
    expect(problems.map(({ code }) => code)).toEqual(['ELOOP', 'ELOOP']);
    check();
  });

  it('does not write into the target of a link: neither a file, nor a directory, nor a hard link to it', async () => {
    const { directory, root, check } = place();
    const key = { key: 1, count: 2 };
    const { problems } = await put(
      [
        TOP,
        { name: './x', type: 'symlink', text: '../secret' },
        { name: './x', type: 'file', text: 'evil' },
        { name: './y', type: 'symlink', text: '../other' },
        { name: './y', type: 'directory', mode: 0o777 },
        { name: './a', type: 'file', hardLink: key, text: 'evil' },
        { name: './a', type: 'symlink', text: '../secret' },
        { name: './b', type: 'file', hardLink: key, text: 'evil' },
      ],
      root,
    );
    expect(readFileSync(join(root, 'x'), 'utf8')).toBe('evil');
    expect(lstatSync(join(root, 'x')).isFile()).toBe(true);
    expect(problems.map(({ code }) => code)).toEqual(['ELOOP', 'ESTALE']);
    expect(statSync(join(directory, 'secret')).nlink).toBe(1);
    check();
  });

  it('does not follow links that are in the destination already, and never replaces a directory', async () => {
    const { root, check } = place();
    mkdirSync(join(root, 'd'), { recursive: true });
    symlinkSync('../other', join(root, 'link'));
    writeFileSync(join(root, 'd/kept'), 'kept');
    const { problems } = await put(
      [
        TOP,
        { name: './link/file', type: 'file', text: 'evil' },
        { name: './d', type: 'symlink', text: '../other' },
        { name: './d/file', type: 'file', text: 'good' },
      ],
      root,
    );
    expect(problems.map(({ code }) => code)).toEqual([
      'ELOOP',
      expect.stringMatching(/EISDIR|EPERM/),
    ]);
    expect(readFileSync(join(root, 'd/file'), 'utf8')).toBe('good');
    expect(readFileSync(join(root, 'd/kept'), 'utf8')).toBe('kept');
    check();
  });

  it('refuses another top than a file or a directory, and what is damaged', async () => {
    const { root, check } = place();
    const link = put([{ name: '.', type: 'symlink', text: 'secret' }], root);
    await expect(link).rejects.toMatchObject({ code: 'ARCHIVE_REFUSED' });
    const whole = archiveOf([TOP, { name: './f', type: 'file', text: 'x'.repeat(5000) }]);
    const cut = unpack(chunks(whole.subarray(0, 3000)), root, false);
    await expect(cut).rejects.toMatchObject({ code: 'ARCHIVE_REFUSED' });
    const noise = unpack(chunks(Buffer.from('nonsense '.repeat(100))), root, false);
    await expect(noise).rejects.toMatchObject({ code: 'ARCHIVE_REFUSED' });
    check();
  });

  it('a top that is a file becomes the destination', async () => {
    const { root, check } = place();
    expect(await put([{ name: '.', type: 'file', mode: 0o640, text: 'text' }], root)).toMatchObject(
      {
        problems: [],
      },
    );
    expect(readFileSync(root, 'utf8')).toBe('text');
    check();
  });

  it('leaves directories that were there as they are, and gives new ones no more than the umask allows', async () => {
    const { root, check } = place();
    mkdirSync(join(root, 'old'), { recursive: true, mode: 0o700 });
    utimesSync(join(root, 'old'), 5000, 5000);
    await put(
      [
        TOP,
        { name: './old', type: 'directory', mode: 0o777, mtime: 1000 },
        { name: './new', type: 'directory', mode: 0o3777, mtime: 1000 },
        { name: './new', type: 'directory', mode: 0o700, mtime: 2000 },
        { name: './new/file', type: 'file', mode: 0o666, text: 'x' },
      ],
      root,
    );
    const allowed = 0o777 & ~process.umask();
    const [old, made] = [statSync(join(root, 'old')), statSync(join(root, 'new'))];
    expect([old.mode & 0o7777, old.mtimeMs]).toEqual([0o700, 5_000_000]);
    expect([made.mode & 0o7777, made.mtimeMs]).toEqual([allowed, 1_000_000]);
    expect(statSync(join(root, 'new/file')).mode & 0o7777).toBe(0o666 & allowed);
    check();
  });

  it('counts what it keeps no more of', async () => {
    const { root } = place();
    const sockets = Array.from({ length: 1200 }, (_, index): Member => {
      return { name: `./s${index}`, type: 'socket' };
    });
    const files = Array.from({ length: 1100 }, (_, index): Member => {
      return { name: `./no/f${index}`, type: 'file', text: '' };
    });
    const { problems, skipped } = await unpack(
      chunks(archiveOf([TOP, ...sockets, ...files])),
      root,
      false,
    );
    expect([skipped.items.length, skipped.count]).toEqual([1000, 1200]);
    expect([problems.items.length, problems.count]).toEqual([1000, 1100]);
  });
});
