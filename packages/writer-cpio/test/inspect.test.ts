import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OutputContents } from '@supermin/core';
import { type FileNode, readContent } from '@supermin/core/writer';
import { encodeArchive } from '@supermin/newc';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT } from '@supermin/test-support/users';
import { INSPECT_CONTEXT } from '@supermin/test-support/writers';
import { describe, expect, it } from 'vitest';
import { inspectInitramfs } from '../src/inspect.ts';
import { output, table } from './support/judge.ts';

const inspect = (path: string) => inspectInitramfs(path, INSPECT_CONTEXT);

/** A file with these bytes. */
function fileOf(...parts: Uint8Array[]): string {
  const path = join(scratchDirectory(), 'archive');
  writeFileSync(path, Buffer.concat(parts));
  return path;
}

/** Of a directory, by cpio(1). */
function archiveOf(directory: string, ...options: string[]): Buffer {
  const names = output('find', ['.', '-print0'], { cwd: directory });
  return output('cpio', ['-o0', '-H', 'newc', '--quiet', ...options], {
    ...{ input: names, cwd: directory },
  });
}

const gzip = (bytes: Uint8Array) => output('gzip', ['-nc'], { input: bytes });
const member = (name: string, content: string) =>
  encodeArchive([{ name, type: 'file', mode: 0o644, content }]);

function source(): string {
  const directory = scratchDirectory({ 'd/file': 'content', empty: '', odd: 'abcde' });
  output('chmod', ['4755', 'd/file'], { cwd: directory });
  output('ln', ['d/file', 'linked'], { cwd: directory });
  output('ln', ['-s', 'd/file', 'short'], { cwd: directory });
  output('mkfifo', ['fifo'], { cwd: directory });
  if (IS_ROOT) {
    output('mknod', ['null', 'c', '1', '3'], { cwd: directory });
    output('mknod', ['disk', 'b', '259', '70000'], { cwd: directory });
    output('chown', ['7:9', 'odd'], { cwd: directory });
  }
  return directory;
}

/** Every path, with what cpio's table says of it, and the content. */
function listed({ tree }: OutputContents): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const { path, node } of tree.walk()) {
    const { type, mode, uid, gid } = node;
    const facts = { type, mode: mode & 0o7777, uid, gid };
    if (node.type === 'file') found.set(path, { ...facts, content: contentOf(node) });
    else if (node.type === 'symlink') found.set(path, { ...facts, target: node.target });
    else if ('major' in node) found.set(path, { ...facts, device: [node.major, node.minor] });
    else found.set(path, facts);
  }
  return found;
}

function contentOf({ content, size }: FileNode): string {
  return readContent(content, 0, size).toString();
}

/** All that is accounted for. */
function sum({ stored, overhead }: OutputContents): number {
  const nodes = [...stored.values()].reduce((total, bytes) => total + bytes, 0);
  return overhead.reduce((total, { bytes }) => total + bytes, nodes);
}

describe('an initramfs is read back', () => {
  const directory = source();
  const archive = archiveOf(directory);

  it.each([
    ['as it is', archive, undefined],
    ['compressed', gzip(archive), 'gzip'],
  ])('with all that cpio has put into it: %s', async (_, bytes, compression) => {
    const path = fileOf(bytes);
    const contents = (await inspect(path))!;
    expect(contents).toMatchObject({ image: path, size: archive.length, notes: [] });
    expect(contents.compressed).toEqual(compression && { name: compression, size: bytes.length });
    expect(sum(contents)).toBe(archive.length);
    const found = listed(contents);
    expect(found.size).toBe(table(archive).length - 1);
    const me = { uid: process.getuid!(), gid: process.getgid!() };
    const content = { type: 'file', mode: 0o4755, ...me, content: 'content' };
    expect(found.get('/d')).toEqual({ type: 'directory', mode: 0o755, ...me });
    expect(found.get('/d/file')).toEqual(content);
    expect(found.get('/linked')).toEqual(content);
    expect(found.get('/empty')).toMatchObject({ type: 'file', content: '' });
    expect(found.get('/odd')).toMatchObject({
      content: 'abcde',
      ...(IS_ROOT && { uid: 7, gid: 9 }),
    });
    expect(found.get('/short')).toMatchObject({ type: 'symlink', target: 'd/file' });
    expect(found.get('/fifo')).toMatchObject({ type: 'fifo' });
    if (!IS_ROOT) return;
    expect(found.get('/null')).toMatchObject({ type: 'character', device: [1, 3] });
    expect(found.get('/disk')).toMatchObject({ type: 'block', device: [259, 70_000] });
  });

  it('names of one inode are one node; the root has its own mode, and what it takes', async () => {
    const contents = (await inspect(fileOf(archive)))!;
    const { tree, stored } = contents;
    expect(tree.lookup('/linked')).toBe(tree.lookup('/d/file'));
    expect(tree.root.mode & 0o7777).toBe(statSync(directory).mode & 0o7777);
    expect(tree.root.mtime).toBe(Math.floor(statSync(directory).mtimeMs / 1000));
    expect(stored.get(tree.root)).toBe(112);
    // Two headers of 110 bytes with their names, and seven bytes, filled up to four.
    expect(stored.get(tree.lookup('/linked')!)).toBe(120 + 120 + 8);
    expect(contents.overhead).toEqual([
      { name: 'ends of archives', bytes: archive.length - sum({ ...contents, overhead: [] }) },
    ]);
  });

  it('what comes again takes the place of what was there, which is still in the file', async () => {
    const [first, second] = [member('f', 'first'), member('f', 'second one')];
    const contents = (await inspect(fileOf(first, second)))!;
    expect(listed(contents).get('/f')).toMatchObject({ content: 'second one' });
    expect(contents.overhead).toContainEqual({ name: 'replaced by later entries', bytes: 120 });
    expect(sum(contents)).toBe(first.length + second.length);
  });

  it('inodes of two archives have nothing to do with each other', async () => {
    // Each has two names of the same inode number.
    const [first, second] = ['first', 'second'].map((content) => {
      const files = scratchDirectory({ [content]: content });
      output('ln', [content, `${content}-linked`], { cwd: files });
      return archiveOf(files, '--renumber-inodes', '--ignore-devno');
    });
    for (const parts of [
      [first!, second!],
      [first!, gzip(second!)],
      [gzip(first!), gzip(second!)],
    ]) {
      const contents = (await inspect(fileOf(...parts)))!;
      const found = listed(contents);
      expect(found.get('/first-linked')).toMatchObject({ content: 'first' });
      expect(found.get('/second-linked')).toMatchObject({ content: 'second' });
      expect(contents.tree.lookup('/second')).toBe(contents.tree.lookup('/second-linked'));
    }
  });

  it('a compressed archive behind one that is not, as of a processor’s microcode', async () => {
    const [first, second] = [member('first', 'x'), member('second', 'y')];
    const path = fileOf(first, Buffer.alloc(512), gzip(second));
    const contents = (await inspect(path))!;
    expect([...listed(contents).keys()]).toEqual(['/first', '/second']);
    expect(contents.compressed).toEqual({ name: 'gzip', size: statSync(path).size });
    expect(contents.size).toBe(first.length + 512 + second.length);
    expect(sum(contents)).toBe(contents.size);
  });

  it('is that of an output directory, which has nothing but a kernel besides', async () => {
    const path = scratchDirectory({ kernel: '', initrd: archive });
    expect((await inspect(path))!.image).toBe(join(path, 'initrd'));
    writeFileSync(join(path, 'root'), '');
    expect(await inspect(path)).toBeUndefined();
    const other = scratchDirectory({ kernel: '', 'initrd/file': '' });
    expect(await inspect(other)).toBeUndefined();
    expect(await inspect(scratchDirectory({ kernel: '', root: '' }))).toBeUndefined();
  });
});

describe('what is no initramfs', () => {
  it.each([
    ['a text', Buffer.from('libc6\nbash\n')],
    ['nothing', Buffer.alloc(0)],
    ['less than a magic', Buffer.from('07070')],
    ['a text that is compressed', gzip(Buffer.from('libc6\nbash\n'))],
  ])('is none: %s', async (_, bytes) => {
    expect(await inspect(fileOf(bytes))).toBeUndefined();
  });

  it.each([
    ['is cut off', member('f', 'x').subarray(0, 60), 'NEWC_TRUNCATED'],
    ['ends in a text', Buffer.concat([member('f', 'x'), Buffer.alloc(110, 'libc6')]), 'NEWC_MAGIC'],
    ['leads out of its directory', member('a/../../f', 'x'), 'CPIO_DAMAGED'],
    [
      'has compressed data in compressed data',
      gzip(Buffer.concat([member('f', 'x'), gzip(member('g', 'y'))])),
      'CPIO_DAMAGED',
    ],
  ])('is damaged where it %s', async (_, bytes, code) => {
    await expect(inspect(fileOf(bytes))).rejects.toMatchObject({ code });
  });

  it('ends with the reason of the signal', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    const read = inspectInitramfs(fileOf(member('f', 'x')), { ...INSPECT_CONTEXT, signal });
    await expect(read).rejects.toThrow('enough');
  });
});
