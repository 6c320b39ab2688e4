import { execFileSync } from 'node:child_process';
import {
  createWriteStream,
  lstatSync,
  readFileSync,
  readlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { tarStream } from '../../src/archive/tar-stream.ts';
import type { SuperminEvent } from '../../src/events/event.ts';
import { FileTree } from '../../src/tree/file-tree.ts';
import type { TreeNode } from '../../src/tree/node.ts';
import { isRoot } from '../support/programs.ts';

const { signal } = new AbortController();
const COMMON = {
  mode: 0o640,
  uid: process.getuid!(),
  gid: process.getgid!(),
  mtime: 1_600_000_000,
};

function file(text: string, more: Partial<TreeNode> = {}): TreeNode {
  const bytes = Buffer.from(text);
  const content = { kind: 'bytes', bytes } as const;
  return { type: 'file', ...COMMON, size: bytes.length, content, ...more } as TreeNode;
}

/** Written, and unpacked by GNU tar with all attributes. */
async function unpacked(nodes: Record<string, TreeNode>, more: Partial<TreeNode> = {}) {
  const directory = scratchDirectory();
  const tree = new FileTree();
  Object.assign(tree.root, COMMON, { mode: 0o751 }, more);
  for (const [path, node] of Object.entries(nodes)) tree.put(path, node);
  const events: SuperminEvent[] = [];
  const archive = `${directory}.tar`;
  const report = (event: SuperminEvent) => events.push(event);
  await pipeline(tarStream(tree, { signal, report }), createWriteStream(archive));
  const all = ['--xattrs', '--xattrs-include=*', '-xpf', archive, '-C', directory];
  execFileSync('tar', all, { stdio: ['ignore', 'ignore', 'inherit'] });
  return { directory, archive, events };
}

function attribute(path: string, name: string): string {
  const args = ['--only-values', '-h', '-n', name, path];
  return execFileSync('getfattr', args, { encoding: 'latin1' });
}

describe('tarStream', () => {
  it('is unpacked by GNU tar: files, links, directories, the root, names of any length and bytes', async () => {
    const long = `/${'d'.repeat(120)}`;
    const one = file('one');
    const { directory } = await unpacked({
      '/one': one,
      '/two': one,
      '/link': { type: 'symlink', ...COMMON, mode: 0o777, target: 'x'.repeat(150) },
      [long]: { type: 'directory', ...COMMON, mode: 0o1755, children: new Map() },
      [`${long}/${'f'.repeat(200)}`]: file('long', { mode: 0o4755 }),
      '/caf\xe9': file('bytes', { mtime: -5 }),
    });
    expect(readFileSync(`${directory}/two`, 'latin1')).toBe('one');
    expect(lstatSync(`${directory}/two`).ino).toBe(lstatSync(`${directory}/one`).ino);
    expect(readlinkSync(`${directory}/link`)).toBe('x'.repeat(150));
    expect(lstatSync(directory + long).mode & 0o7777).toBe(0o1755);
    const inner = `${directory}${long}/${'f'.repeat(200)}`;
    expect(readFileSync(inner, 'latin1')).toBe('long');
    expect(lstatSync(inner).mode & 0o7777).toBe(0o4755);
    expect(lstatSync(Buffer.from(`${directory}/caf\xe9`, 'latin1')).mtimeMs).toBe(-5000);
    expect(lstatSync(directory).mode & 0o7777).toBe(0o751);
  });

  it('keeps extended attributes, whatever their names and bytes', async () => {
    const xattrs = new Map([
      ['user.text', Buffer.from('value')],
      ['user.a=b%', Buffer.from('odd')],
      ['user.bytes', Buffer.from([0, 10, 255, 61])],
      ['user.long', Buffer.alloc(950, 'l')],
    ]);
    const { directory } = await unpacked(
      { '/f': file('text', { xattrs }) },
      { xattrs: new Map([['user.root', Buffer.from('r')]]) },
    );
    for (const [name, value] of xattrs) {
      expect(attribute(`${directory}/f`, name)).toBe(value.toString('latin1'));
    }
    expect(attribute(directory, 'user.root')).toBe('r');
  });

  it.runIf(isRoot)('keeps capabilities and devices', async () => {
    const capability = Buffer.from('0100000200200000000000000000000000000000', 'hex');
    const { directory } = await unpacked({
      '/ping': file('x', { xattrs: new Map([['security.capability', capability]]) }),
      '/null': { type: 'character', ...COMMON, major: 1, minor: 3 },
      '/fifo': { type: 'fifo', ...COMMON },
    });
    const told = execFileSync('getcap', [`${directory}/ping`], { encoding: 'utf8' });
    expect(told).toContain('cap_net_raw=ep');
    expect(lstatSync(`${directory}/null`).rdev).toBe(0x103);
    expect(lstatSync(`${directory}/fifo`).isFIFO()).toBe(true);
  });

  it('leaves out sockets, with a word, and ends its progress', async () => {
    const { events } = await unpacked({ '/s': { type: 'socket', ...COMMON }, '/f': file('text') });
    expect(events).toEqual([
      { kind: 'warning', text: '/s is left out: it is a socket' },
      { kind: 'progress', done: 4, total: 4, unit: 'bytes' },
    ]);
  });

  it('a file that has become shorter is an error that names it', async () => {
    const path = `${scratchDirectory()}/short`;
    writeFileSync(path, 'x'.repeat(100));
    truncateSync(path, 50);
    const content = { kind: 'path', path } as const;
    const work = unpacked({ '/f': file('', { size: 100, content }) });
    await expect(work).rejects.toMatchObject({
      code: 'SOURCE_CHANGED',
      message: expect.stringContaining(path),
    });
  });

  it('ends with the signal', async () => {
    const controller = new AbortController();
    const tree = new FileTree();
    tree.put('/f', file('x'.repeat(64 << 20)));
    const read = async () => {
      const options = { signal: controller.signal, report: () => {} };
      for await (const _ of tarStream(tree, options)) controller.abort();
    };
    await expect(read()).rejects.toThrow('aborted');
    await expect(read()).rejects.toThrow('aborted');
  });
});
