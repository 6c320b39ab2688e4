import { chmodSync, linkSync, lstatSync, readFileSync, symlinkSync, unlinkSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import type { FileStatus, Host } from '../../src/host/host.ts';
import { localHost } from '../../src/host/local-host.ts';
import { HostReader } from '../../src/resolve/host-reader.ts';
import { ask, compiled } from '../support/child.ts';
import { available, isRoot, run } from '../support/programs.ts';

const STATUS: FileStatus = {
  type: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  size: 3,
  mtime: 0,
  nlink: 2,
  dev: 1,
  ino: 2,
  rdevMajor: 0,
  rdevMinor: 0,
  blocks: 8,
};

function fake(statuses: Record<string, Partial<FileStatus>>, more: Partial<Host> = {}): Host {
  return {
    lstat: (path: string) => (path in statuses ? { ...STATUS, ...statuses[path] } : undefined),
    open: (path: string) => ({ kind: 'path' as const, path }),
    ...more,
  } as Host;
}

describe('HostReader', () => {
  it('has the content of files whose size lies', () => {
    const reader = new HostReader(localHost());
    const bytes = readFileSync('/proc/version');
    expect(reader.node('/proc/version')).toMatchObject({
      ...{ type: 'file', size: bytes.length },
      content: { kind: 'bytes', bytes },
    });
    expect(reader.node('/proc/self/mem')).toBe('unreadable');
  });

  it('gives every type its node', () => {
    const root = scratchDirectory({ file: 'text' });
    symlinkSync('file', `${root}/link`);
    run('mkfifo', [`${root}/fifo`]);
    chmodSync(`${root}/file`, 0o4751);
    const reader = new HostReader(localHost(root));
    const { uid, gid } = lstatSync(root);
    expect(reader.node('/file')).toEqual({
      type: 'file',
      mode: 0o4751,
      uid,
      gid,
      size: 4,
      mtime: expect.closeTo(lstatSync(`${root}/file`).mtimeMs / 1000, 4),
      content: { kind: 'path', path: `${root}/file` },
    });
    expect(reader.node('/link')).toMatchObject({ type: 'symlink', target: 'file' });
    expect(reader.node('/fifo')).toMatchObject({ type: 'fifo' });
    expect(reader.node('/')).toMatchObject({ type: 'directory', children: new Map() });
    expect(reader.node('/none')).toBe('missing');
    expect(new HostReader(localHost()).node('/dev/null')).toMatchObject({
      type: 'character',
      major: 1,
      minor: 3,
    });
  });

  it('tells where a link leads, and nothing of what is none', () => {
    const root = scratchDirectory({ file: 'text' });
    symlinkSync('\xff', `${root}/link`);
    const reader = new HostReader(localHost(root));
    const paths = ['/link', '/file', '/', '/none', '/file/none'];
    expect(paths.map((path) => reader.target(path))).toEqual([
      ...['\xc3\xbf', undefined, undefined, undefined, undefined],
    ]);
  });

  it('a sparse file says so', () => {
    const root = scratchDirectory({ full: 'x'.repeat(8192) });
    run('truncate', ['-s', '5G', `${root}/holes`]);
    const reader = new HostReader(localHost(root));
    expect(reader.node('/holes')).toMatchObject({ size: 5 * 2 ** 30, sparse: true });
    expect(reader.node('/full')).not.toHaveProperty('sparse');
  });

  it('names of one file share one node, for links, too', () => {
    const root = scratchDirectory({ a: 'x' });
    linkSync(`${root}/a`, `${root}/b`);
    symlinkSync('a', `${root}/l`);
    linkSync(`${root}/l`, `${root}/m`);
    const reader = new HostReader(localHost(root));
    expect(reader.node('/a')).toBe(reader.node('/b'));
    expect(reader.node('/l')).toBe(reader.node('/m'));
    expect(reader.node('/a')).not.toBe(reader.node('/l'));
  });

  it('directories never share one, files with one name neither', () => {
    const reader = new HostReader(
      fake({
        '/d': { type: 'directory' },
        '/e': { type: 'directory' },
        '/f': { nlink: 1 },
        '/g': { nlink: 1 },
      }),
    );
    expect(reader.node('/d')).not.toBe(reader.node('/e'));
    expect(reader.node('/f')).not.toBe(reader.node('/g'));
  });

  it('inode numbers beyond what a number holds are no proof of a link', () => {
    const reader = new HostReader(fake({ '/a': { ino: 2 ** 62 }, '/b': { ino: 2 ** 62 } }));
    expect(reader.node('/a')).not.toBe(reader.node('/b'));
  });

  it('the same inode number on another device is another file', () => {
    const reader = new HostReader(fake({ '/a': { dev: 1 }, '/b': { dev: 2 } }));
    expect(reader.node('/a')).not.toBe(reader.node('/b'));
  });

  it('a link that vanishes while it is looked at is missing', () => {
    const root = scratchDirectory();
    symlinkSync('x', `${root}/l`);
    const host = localHost(root);
    const lstat = (path: string) => {
      const status = host.lstat(path);
      unlinkSync(`${root}/l`);
      return status;
    };
    expect(new HostReader({ ...host, lstat }).node('/l')).toBe('missing');
  });

  it.each(['EACCES', 'EPERM'])('%s from lstat: unreadable', (code) => {
    const lstat = () => {
      throw Object.assign(new Error(code), { code });
    };
    expect(new HostReader(fake({}, { lstat })).node('/x')).toBe('unreadable');
  });

  it('other errors go through', () => {
    const lstat = () => {
      throw Object.assign(new Error('EIO'), { code: 'EIO' });
    };
    expect(() => new HostReader(fake({}, { lstat })).node('/x')).toThrow('EIO');
  });

  it('parent: directories and links only', () => {
    const reader = new HostReader(
      fake(
        { '/d': { type: 'directory' }, '/f': { nlink: 1 }, '/l': { type: 'symlink', nlink: 1 } },
        { readlink: () => 'd' },
      ),
    );
    expect(['/d', '/f', '/l', '/none'].map((path) => reader.parent(path)?.type)).toEqual([
      'directory',
      undefined,
      'symlink',
      undefined,
    ]);
  });

  it('an ordinary user: what may not be read is unreadable, the rest is not', async () => {
    const root = scratchDirectory({ secret: '', theirs: '', open: '', 'closed/x': '' });
    chmodSync(root, 0o755);
    for (const [name, mode] of [
      ['secret', 0o600],
      ['theirs', 0o640],
      ['open', 0o444],
      ['closed', 0o700],
    ] as const) {
      chmodSync(`${root}/${name}`, mode);
    }
    const code = `
      import { localHost } from '@core/host/local-host.js';
      import { HostReader } from '@core/resolve/host-reader.js';
      const reader = new HostReader(localHost(process.argv[1]));
      const kind = (path) => { const node = reader.node(path); return typeof node === 'string' ? node : node.type; };
      console.log(JSON.stringify(['/secret', '/theirs', '/open', '/closed', '/closed/x', '/none'].map(kind)));`;
    const expected = isRoot
      ? ['unreadable', 'unreadable', 'file', 'directory', 'unreadable', 'missing']
      : ['file', 'file', 'file', 'directory', 'file', 'missing'];
    expect(await ask(compiled(), code, { nobody: true, args: [root] })).toEqual(expected);
    available('what another user may not read: only root can set that up', isRoot);
  });
});
