import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, statSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { OutputContents } from '@supermin/core';
import { type FileNode, readContent } from '@supermin/core/writer';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { IS_ROOT } from '@supermin/test-support/users';
import { describe, expect, it } from 'vitest';
import { inspectDirectory } from '../src/inspect.ts';

const context = { signal: new AbortController().signal };

/** Kilobytes of a file or a directory with all that is in it, by du(1). */
const du = (path: string) =>
  Number(execFileSync('du', ['-sk', path], { encoding: 'utf8' }).split('\t')[0]);

function sample(): string {
  const top = scratchDirectory({ 'etc/file': 'content', 'usr/bin/large': Buffer.alloc(100_000) });
  chmodSync(join(top, 'etc/file'), 0o4750);
  linkSync(join(top, 'etc/file'), join(top, 'usr/linked'));
  symlinkSync('etc/file', join(top, 'symlink'));
  truncateSync(join(top, 'usr/bin/large'), 50_000_000);
  execFileSync('mkfifo', [join(top, 'fifo')]);
  if (IS_ROOT) execFileSync('mknod', [join(top, 'disk'), 'b', '259', '70000']);
  return top;
}

const paths = ({ tree }: OutputContents) => [...tree.walk()].map(({ path }) => path).sort();

describe('a directory tree is read back', () => {
  const top = sample();

  it('with all that is in it', async () => {
    const contents = (await inspectDirectory(top, context))!;
    expect(paths(contents)).toEqual([
      ...(IS_ROOT ? ['/disk'] : []),
      ...['/etc', '/etc/file', '/fifo', '/symlink'],
      ...['/usr', '/usr/bin', '/usr/bin/large', '/usr/linked'],
    ]);
    const { tree } = contents;
    const node = tree.lookup('/etc/file') as FileNode;
    expect(node).toMatchObject({ type: 'file', size: 7, mode: 0o104750 & node.mode });
    expect(node.mode & 0o7777).toBe(0o4750);
    expect(readContent(node.content, 0, 7).toString()).toBe('content');
    expect(tree.lookup('/symlink')).toMatchObject({ type: 'symlink', target: 'etc/file' });
    expect(tree.lookup('/fifo')).toMatchObject({ type: 'fifo' });
    if (IS_ROOT) expect(tree.lookup('/disk')).toMatchObject({ major: 259, minor: 70_000 });
    const { mode, uid, gid } = statSync(top);
    expect({ ...tree.root, mode: tree.root.mode & 0o7777 }).toMatchObject({
      ...{ mode: mode & 0o7777, uid, gid },
    });
  });

  it('names of one inode are one node, others are not', async () => {
    const { tree } = (await inspectDirectory(top, context))!;
    expect(tree.lookup('/usr/linked')).toBe(tree.lookup('/etc/file'));
    expect(new Set(tree.nodes()).size).toBe(IS_ROOT ? 8 : 7);
  });

  it('what it takes is what du says, holes and second names apart', async () => {
    const { size, stored, overhead, tree } = (await inspectDirectory(top, context))!;
    expect(size / 1024).toBe(du(top));
    expect(overhead).toEqual([]);
    expect([...stored.values()].reduce((sum, bytes) => sum + bytes)).toBe(size);
    const large = join(top, 'usr/bin/large');
    expect(stored.get(tree.lookup('/usr/bin/large')!)! / 1024).toBe(du(large));
    expect(stored.has(tree.root)).toBe(true);
  });
});

it.each([
  ['a file', () => join(scratchDirectory({ file: '' }), 'file')],
  ['an empty directory', () => scratchDirectory()],
  ['a directory of something else', () => scratchDirectory({ 'src/main.c': '', README: '' })],
])('is none: %s', async (_, make) => {
  expect(await inspectDirectory(make(), context)).toBeUndefined();
});

it.each(['bin', 'dev', 'etc', 'lib', 'sbin', 'usr', 'var'])('has /%s, at least', async (name) => {
  const top = scratchDirectory();
  mkdirSync(join(top, name));
  expect(paths((await inspectDirectory(top, context))!)).toEqual([`/${name}`]);
});
