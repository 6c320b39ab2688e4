import {
  chmodSync,
  linkSync,
  lutimesSync,
  mkdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { readBaseArchive } from '../../src/appliance/base-archive.ts';
import { ContentStore } from '../../src/appliance/content-store.ts';
import { readNewc } from '../../src/archive/read-newc.ts';
import { FileTree } from '../../src/tree/file-tree.ts';
import { isRoot, run } from '../support/programs.ts';

async function unpack(bytes: Buffer): Promise<FileTree> {
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += 700) yield bytes.subarray(at, at + 700);
  }
  const tree = new FileTree();
  const store = new ContentStore('/nowhere');
  const name = '/in/base.img';
  await readBaseArchive(readNewc(chunks(), name), { name, tree, store, report: () => {} });
  return tree;
}

/** What cpio(1) packs of a directory. */
function pack(directory: string, names: readonly string[], ...options: string[]): Buffer {
  const argv = ['-o', '-H', 'newc', '--quiet', '-0', '-D', directory, ...options];
  return run('cpio', argv, names.map((name) => `${name}\0`).join(''));
}

function text(tree: FileTree, path: string): string {
  const node = tree.lookup(path);
  if (node?.type !== 'file' || node.content.kind !== 'bytes') return String(node?.type);
  return Buffer.from(node.content.bytes).toString('latin1').slice(0, node.size);
}

/** Of another archive's, or of nobody's making. */
function entry(name: string, fields: Record<string, number>, content = ''): Buffer {
  const value = (field: string) => (fields[field] ?? 0).toString(16).padStart(8, '0');
  const pad = (length: number) => '\0'.repeat((4 - (length % 4)) % 4);
  const head = [
    ...['ino', 'mode', 'uid', 'gid', 'nlink', 'mtime'].map(value),
    (fields.size ?? content.length).toString(16).padStart(8, '0'),
    ...['devMajor', 'devMinor', 'rdevMajor', 'rdevMinor'].map(value),
    (name.length + 1).toString(16).padStart(8, '0'),
    '00000000',
  ].join('');
  return Buffer.from(
    `070701${head}${name}\0${pad(110 + name.length + 1)}${content}${pad(content.length)}`,
    'latin1',
  );
}

const END = entry('TRAILER!!!', { nlink: 1 });
const FILE = 0o100644;

describe('readNewc', () => {
  it("reads cpio's archive: every kind of file, its mode, times and links", async () => {
    const top = scratchDirectory();
    mkdirSync(`${top}/etc`, { mode: 0o711 });
    writeFileSync(`${top}/etc/a`, 'text');
    chmodSync(`${top}/etc/a`, 0o4751);
    linkSync(`${top}/etc/a`, `${top}/etc/b`);
    linkSync(`${top}/etc/a`, `${top}/etc/c`);
    symlinkSync('../caf\u00e9', `${top}/etc/soft`);
    lutimesSync(`${top}/etc/soft`, 7, 7);
    writeFileSync(`${top}/empty`, '');
    run('mkfifo', [`${top}/fifo`]);
    utimesSync(`${top}/etc/a`, 1e9, 1e9);
    const names = ['.', './etc', './etc/a', 'etc/b', '/etc/c', './etc/soft', './empty', './fifo'];
    const tree = await unpack(
      pack(
        top,
        names.map((name) => name.replace(/^\//, '')),
      ),
    );
    expect([...tree.walk()].map(({ path, node }) => `${path} ${node.type}`)).toEqual([
      '/empty file',
      '/etc directory',
      '/etc/a file',
      '/etc/b file',
      '/etc/c file',
      '/etc/soft symlink',
      '/fifo fifo',
    ]);
    expect(tree.lookup('/etc')).toMatchObject({ mode: 0o711 });
    expect(tree.lookup('/etc/a')).toMatchObject({ mode: 0o4751, mtime: 1e9, size: 4 });
    // cpio stores the content with the last name.
    expect(tree.lookup('/etc/b')).toBe(tree.lookup('/etc/a'));
    expect(tree.lookup('/etc/c')).toBe(tree.lookup('/etc/a'));
    expect(text(tree, '/etc/b')).toBe('text');
    expect(tree.lookup('/etc/soft')).toMatchObject({ target: '../caf\xc3\xa9', mtime: 7 });
  });

  it.runIf(isRoot)('devices and owners', async () => {
    const top = scratchDirectory();
    run('mknod', [`${top}/null`, 'c', '1', '3']);
    run('chown', ['7:8', `${top}/null`]);
    const tree = await unpack(pack(top, ['null']));
    const device = { type: 'character', major: 1, minor: 3, uid: 7, gid: 8 };
    expect(tree.lookup('/null')).toMatchObject(device);
  });

  it('inode numbers mean nothing beyond an archive, where several follow each other', async () => {
    const linked = { ino: 1, mode: FILE, nlink: 2 };
    const tree = await unpack(
      Buffer.concat([
        ...[entry('a', linked, 'one'), entry('b', linked), END, Buffer.alloc(512)],
        ...[entry('c', linked, 'two'), END],
      ]),
    );
    expect(['/a', '/b', '/c'].map((path) => text(tree, path))).toEqual(['one', 'one', 'two']);
  });

  it.each<[string, Buffer, string, RegExp]>([
    ['cut off', entry('a', { mode: FILE }, 'x'), 'NEWC_TRUNCATED', /base\.img: .* truncated/],
    [
      'an impossible size',
      entry('a', { mode: FILE, size: 0xffffffff }, 'x'),
      'TMPDIR_DENIED',
      /\/nowhere/,
    ],
    [
      '.. in a name',
      Buffer.concat([entry('../x', { mode: FILE }), END]),
      'ARCHIVE_MEMBER',
      /base\.img: .* has '\.\.'/,
    ],
    [
      'an impossible device',
      Buffer.concat([entry('x', { mode: 0o20666, rdevMajor: 0x7fffffff }), END]),
      'ARCHIVE_MEMBER',
      /impossible device/,
    ],
    [
      'an inode that was a directory before',
      Buffer.concat([
        ...[entry('a', { ino: 1, mode: FILE, nlink: 2 }), entry('a', { mode: 0o40755 })],
        ...[entry('b', { ino: 1, mode: FILE, nlink: 2 }), END],
      ]),
      'ARCHIVE_MEMBER',
      /hard link to 'a', which is not a file/,
    ],
    [
      'a compressed part behind it',
      Buffer.concat([entry('a', { mode: FILE }), END, run('gzip', ['-c'], 'more')]),
      'ARCHIVE_DAMAGED',
      /base\.img: .* is compressed \(gzip\)/,
    ],
  ])('%s is an error that names the archive', async (_, bytes, code, message) => {
    await expect(unpack(bytes)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });
});
