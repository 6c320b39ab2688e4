import { fstatSync, mkdirSync, readFileSync, readSync, symlinkSync, writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { archive, type Member } from '@supermin/test-support/archive';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { readBaseArchive } from '../../src/appliance/base-archive.ts';
import { ContentStore } from '../../src/appliance/content-store.ts';
import { readTar } from '../../src/archive/read-tar.ts';
import type { Report, SuperminEvent } from '../../src/events/event.ts';
import { FileTree } from '../../src/tree/file-tree.ts';
import type { FileNode, TreeNode } from '../../src/tree/node.ts';
import { isRoot, run } from '../support/programs.ts';

async function unpack(
  bytes: Buffer,
  tree = new FileTree(),
  directory = '/nowhere',
  report: Report = () => {},
): Promise<FileTree> {
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += 700) yield bytes.subarray(at, at + 700);
  }
  const store = new ContentStore(directory);
  await readBaseArchive(readTar(chunks()), { name: '/in/base.tar', tree, store, report });
  return tree;
}

function paths(tree: FileTree): string[] {
  return [...tree.walk()].map(({ path }) => path);
}

function text(node: TreeNode | undefined): string {
  const { content } = node as FileNode;
  return content.kind === 'bytes' ? Buffer.from(content.bytes).toString('latin1') : content.kind;
}

async function problem(...members: Member[]): Promise<{ code: string; message: string }> {
  return unpack(archive(members)).then(
    () => ({ code: 'none', message: '' }),
    (error) => error,
  );
}

describe('readBaseArchive', () => {
  it('puts every kind of member into the tree', async () => {
    const tree = await unpack(
      archive([
        { name: './', type: '5', mode: 0o700 },
        { name: './etc/', type: '5', mode: 0o711 },
        { name: './etc/file', content: 'text', mode: 0o4755, uid: 7 },
        { name: './etc/soft', type: '2', linkname: 'file', mode: 0o777 },
        { name: './etc/hard', type: '1', linkname: './etc/file' },
        { name: './dev/null', type: '3', fields: { major: '0000001\0', minor: '0000003\0' } },
        { name: './dev/sda', type: '4', fields: { major: '0000010\0', minor: '0000000\0' } },
        { name: './run/fifo', type: '6' },
      ]),
    );
    expect(paths(tree)).toEqual([
      '/dev',
      '/dev/null',
      '/dev/sda',
      '/etc',
      '/etc/file',
      '/etc/hard',
      '/etc/soft',
      '/run',
      '/run/fifo',
    ]);
    expect(tree.lookup('/etc')).toMatchObject({ type: 'directory', mode: 0o711 });
    expect(tree.lookup('/etc/file')).toMatchObject({
      type: 'file',
      mode: 0o4755,
      uid: 7,
      gid: 0,
      size: 4,
      mtime: 1_000_000_000,
    });
    expect(text(tree.lookup('/etc/file'))).toBe('text');
    expect(tree.lookup('/etc/hard')).toBe(tree.lookup('/etc/file'));
    expect(tree.lookup('/etc/soft')).toMatchObject({ type: 'symlink', target: 'file' });
    expect(tree.lookup('/dev/null')).toMatchObject({ type: 'character', major: 1, minor: 3 });
    expect(tree.lookup('/dev/sda')).toMatchObject({ type: 'block', major: 8, minor: 0 });
    expect(tree.lookup('/run/fifo')).toMatchObject({ type: 'fifo' });
  });

  it("leaves the root's attributes alone: they are those of the archive maker's directory", async () => {
    const tree = await unpack(archive([{ name: './', type: '5', mode: 0o700, uid: 1000 }]));
    expect(tree.root).toMatchObject({ mode: 0o755, uid: 0 });
  });

  it('/init as a symlink', async () => {
    const tree = await unpack(archive([{ name: 'init', type: '2', linkname: 'sbin/init' }]));
    expect(tree.lookup('/init')).toMatchObject({ type: 'symlink', target: 'sbin/init' });
  });

  it('absolute names, ./ and plain ones are the same', async () => {
    const tree = await unpack(
      archive([{ name: '/a' }, { name: './b' }, { name: 'c' }, { name: './/d/./e' }]),
    );
    expect(paths(tree)).toEqual(['/a', '/b', '/c', '/d', '/d/e']);
  });

  it('a later archive wins, and may link to files of an earlier one', async () => {
    const tree = await unpack(archive([{ name: 'a', content: 'one' }]));
    await unpack(
      archive([
        { name: 'b', type: '1', linkname: 'a' },
        { name: 'a', content: 'two' },
      ]),
      tree,
    );
    expect([text(tree.lookup('/a')), text(tree.lookup('/b'))]).toEqual(['two', 'one']);
  });

  it.each<[string, Member[]]>([
    ['../x', [{ name: '../x' }]],
    ['a/../../x', [{ name: 'a/../../x' }]],
    ['a directory ..', [{ name: '..', type: '5' }]],
    ['a hard link to ../x', [{ name: 'x', type: '1', linkname: '../../etc/passwd' }]],
    ['.. in a pax path', [{ name: 'x', pax: { path: 'a/../../b' } }]],
  ])('refuses to leave the appliance by %s', async (_, members) => {
    expect(await problem(...members)).toMatchObject({
      code: 'ARCHIVE_MEMBER',
      message: expect.stringMatching(/^\/in\/base\.tar: the member '.*' has '\.\.' in /),
    });
  });

  it('a hard link to a file of the host is an error', async () => {
    expect(await problem({ name: 'x', type: '1', linkname: '/etc/passwd' })).toMatchObject({
      code: 'ARCHIVE_MEMBER',
      message: "/in/base.tar: the member 'x' is a hard link to '/etc/passwd', which is not a file",
    });
  });

  it.each(['/etc', '../../../etc', '/'])(
    'a link to %s, then a file through it: stays inside',
    async (linkname) => {
      const tree = await unpack(
        archive([
          { name: 'out', type: '2', linkname },
          { name: 'out/evil', content: 'x' },
        ]),
      );
      const where = linkname === '/' ? '/evil' : '/etc/evil';
      expect(text(tree.lookup(where))).toBe('x');
      expect(tree.lookup('/out')).toMatchObject({ type: 'symlink' });
    },
  );

  it.each<[string, Member, string]>([
    ['a link to nowhere', { name: 'x', type: '2' }, 'is a link to nowhere'],
    ['a hard link to a directory', { name: 'x', type: '1', linkname: '/' }, 'which is not a file'],
    ['a kind that nobody knows', { name: 'x', type: 'Q' }, 'not supported'],
    ['an owner of 33 bits', { name: 'x', pax: { uid: '4294967296' } }, 'impossible owner'],
    [
      'a device of major 4096',
      { name: 'x', type: '3', fields: { major: '0010000\0' } },
      'impossible device',
    ],
  ])('%s', async (_, member, what) => {
    const error = await problem(member);
    expect(error).toMatchObject({ code: 'ARCHIVE_MEMBER', message: expect.stringContaining(what) });
    expect(error.message).toMatch(/^\/in\/base\.tar: the member 'x' /);
  });

  it('errors of the tree name the archive', async () => {
    expect(await problem({ name: 'a' }, { name: 'a/b' })).toMatchObject({
      code: 'TREE_NOT_DIRECTORY',
      message: expect.stringMatching(/^\/in\/base\.tar: /),
    });
    expect(await problem({ name: 'l', type: '2', linkname: 'l' }, { name: 'l/x' })).toMatchObject({
      code: 'TREE_LINK_LOOP',
      message: expect.stringMatching(/^\/in\/base\.tar: /),
    });
  });

  it('damage names the archive, once', async () => {
    const error = await unpack(Buffer.alloc(1024, 'x')).catch((reason) => reason);
    expect(error.code).toBe('ARCHIVE_DAMAGED');
    expect(error.message.match(/base\.tar/g)).toHaveLength(1);
  });

  it("other people's errors are not taken for damage: an abort, a full disk", async () => {
    const reason = new DOMException('enough', 'AbortError');
    async function* aborted(): AsyncGenerator<Buffer> {
      yield Buffer.alloc(100);
      throw reason;
    }
    const reading = readBaseArchive(readTar(aborted()), {
      name: 'x',
      tree: new FileTree(),
      store: new ContentStore('/nowhere'),
      report: () => {},
    });
    await expect(reading).rejects.toBe(reason);
    const large = archive([{ name: 'large', content: 'x'.repeat(17 * 1024 * 1024) }]);
    await expect(unpack(large)).rejects.toMatchObject({ code: 'TMPDIR_DENIED' });
    const full = await unpack(large, new FileTree(), scratchDirectory());
    expect(text(full.lookup('/large'))).toBe('descriptor');
  });

  it.each(['gnu', 'ustar'])('what tar makes of this in its format %s', async (format) => {
    const directory = scratchDirectory();
    mkdirSync(`${directory}/usr/lib`, { recursive: true });
    symlinkSync('usr/lib', `${directory}/lib`);
    writeFileSync(Buffer.from(`${directory}/usr/lib/caf\xe9`, 'latin1'), 'coffee');
    if (isRoot) run('mknod', [`${directory}/null`, 'c', '1', '3']);
    const tree = await unpack(run('tar', ['-C', directory, `--format=${format}`, '-cf', '-', '.']));
    expect(text(tree.lookup('/lib/caf\xe9'))).toBe('coffee');
    if (isRoot) {
      expect(tree.lookup('/null')).toMatchObject({ type: 'character', major: 1, minor: 3 });
    }
  });

  it('keeps extended attributes, binary ones, too', async () => {
    const binary = '\x01\0\0\x02\0\x20\xff\0';
    const pax = { 'SCHILY.xattr.user.note': 'text', 'SCHILY.xattr.security.capability': binary };
    const tree = await unpack(archive([{ name: 'ping', pax }, { name: 'ls' }]));
    const values = [...tree.lookup('/ping')!.xattrs!].map(([name, value]) => [
      name,
      Buffer.from(value).toString('latin1'),
    ]);
    expect(values).toEqual([
      ['user.note', 'text'],
      ['security.capability', binary],
    ]);
    expect(tree.lookup('/ls')!.xattrs).toBeUndefined();
  });

  it('counts in one warning the attributes that cannot be read', async () => {
    const pax = { 'LIBARCHIVE.xattr.user.x': '!', 'SCHILY.acl.access': 'user:lisa:rwx' };
    const events: SuperminEvent[] = [];
    const bytes = archive([{ name: 'a' }, { name: 'b', pax }, { name: 'c', pax }]);
    await unpack(bytes, new FileTree(), '/nowhere', (event) => events.push(event));
    const text =
      "/in/base.tar: 4 extended attributes are left out, which cannot be read: user.x of 'b', ...";
    expect(events).toEqual([{ kind: 'warning', text }]);
  });

  it('keeps a name in a pax header that is not UTF-8', async () => {
    const tree = await unpack(archive([{ name: 'x', pax: { path: 'caf\xe9' } }]));
    expect(paths(tree)).toEqual(['/caf\xe9']);
  });

  it('knows where the holes of a sparse file are, and keeps them while it waits', async () => {
    const directory = scratchDirectory();
    run('truncate', ['-s', '8M', `${directory}/holes`]);
    run('dd', [`of=${directory}/holes`, 'conv=notrunc', 'bs=1', 'seek=5M', 'status=none'], 'data');
    const bytes = run('tar', ['-C', directory, '--sparse', '-cf', '-', 'holes']);
    const tree = await unpack(bytes, new FileTree(), directory);
    const node = tree.lookup('/holes') as FileNode;
    expect(node).toMatchObject({ size: 8 << 20, sparse: true });
    expect(node.dataRanges).toEqual(Float64Array.of(5 << 20, (5 << 20) + 4096));
    const { fd, offset } = node.content as { fd: number; offset: number };
    const found = Buffer.alloc(8 << 20);
    expect(readSync(fd, found, 0, found.length, offset)).toBe(found.length);
    expect(found.equals(readFileSync(`${directory}/holes`))).toBe(true);
    expect(fstatSync(fd).blocks).toBeLessThan(64);
  });
});

it('of an archive that expands to more members than memory should be given for, names the archive', async () => {
  const members = readTar(Readable.from([archive(['a', 'b', 'c'].map((name) => ({ name })))]));
  const [tree, store] = [new FileTree(), new ContentStore('/nowhere')];
  await expect(
    readBaseArchive(members, { name: '/in/base.tar', tree, store, report: () => {}, maximum: 2 }),
  ).rejects.toMatchObject({ code: 'ARCHIVE_SIZE', message: '/in/base.tar: more than 2 members' });
});
