import { execFileSync } from 'node:child_process';
import { appendFileSync, readdirSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FileStatus, Host } from '../../src/host/host.ts';
import { localHost } from '../../src/host/local-host.ts';
import { Filesystems } from '../../src/resolve/filesystems.ts';
import { HostFiles } from '../../src/resolve/host-files.ts';
import { HostXattrs } from '../../src/resolve/host-xattrs.ts';
import type { XattrsOption } from '../../src/resolve/kept-xattrs.ts';
import { KnownXattrs } from '../../src/resolve/known-xattrs.ts';
import { FileTree } from '../../src/tree/file-tree.ts';

const EXT4 = 0xef53;

/** Files of a root that were changed long enough ago. */
const root = scratchDirectory({ a: 'a', b: 'b', c: 'c' });
const IS_EXT4 = statfsSync(root).type === EXT4;

/** The true host, and whose attributes it was asked for. */
function spied() {
  const host = localHost(root);
  const asked: string[] = [];
  const xattrs: Host['xattrs'] = (paths, signal) => {
    asked.push(...paths);
    return host.xattrs!(paths, signal);
  };
  return { host: { ...host, xattrs }, asked };
}

async function build(cacheDirectory: string, option: XattrsOption = 'default') {
  const { host, asked } = spied();
  const tree = new FileTree();
  const options = { xattrs: option, cacheDirectory };
  const xattrs = HostXattrs.of(host, options, new AbortController().signal)!;
  const files = new HostFiles(host, tree, undefined, xattrs);
  for (const path of ['/a', '/b', '/c']) files.put(path, path);
  await xattrs.put(tree);
  return { tree, asked };
}

const setXattr = (file: string) =>
  execFileSync('setfattr', ['-n', 'user.x', '-v', 'now', `${root}/${file}`]);

describe.runIf(IS_EXT4)('files', () => {
  beforeAll(() => sleep(2500));

  it('are asked for once, and again when their attributes were changed', async () => {
    const cache = scratchDirectory();
    expect((await build(cache)).asked).toEqual(['/a', '/b', '/c']);
    expect((await build(cache)).asked).toEqual([]);
    setXattr('b');
    const third = await build(cache);
    expect(third.asked).toEqual(['/b']);
    expect(third.tree.lookup('/b')?.xattrs).toEqual(new Map([['user.x', Buffer.from('now')]]));
    // It was changed a moment ago.
    expect((await build(cache)).asked).toEqual(['/b']);
    await sleep(2500);
    await build(cache);
    const last = await build(cache);
    expect(last.asked).toEqual([]);
    expect(last.tree.lookup('/b')?.xattrs).toEqual(new Map([['user.x', Buffer.from('now')]]));
    expect(last.tree.lookup('/a')?.xattrs).toBeUndefined();
  });

  it('that were changed a moment ago are asked for again', async () => {
    const cache = scratchDirectory();
    writeFileSync(`${root}/c`, 'anew');
    await build(cache);
    expect((await build(cache)).asked).toContain('/c');
  });

  it('of which all attributes are wanted are always asked for', async () => {
    const cache = scratchDirectory();
    await build(cache, 'all');
    expect((await build(cache, 'all')).asked).toEqual(['/a', '/b', '/c']);
  });

  it('are asked for where what was kept is damaged', async () => {
    const cache = scratchDirectory();
    await build(cache);
    const names = readdirSync(`${cache}/xattrs`);
    expect(names).toHaveLength(1);
    for (const name of names) appendFileSync(`${cache}/xattrs/${name}`, 'x');
    expect((await build(cache)).asked).toContain('/a');
  });

  it('nothing is kept of an answer that is not complete', async () => {
    const cache = scratchDirectory();
    const { host } = spied();
    const partial: Host = {
      ...host,
      xattrs: async () => ({ files: new Map(), complete: false }),
    };
    const xattrs = HostXattrs.of(partial, { cacheDirectory: cache }, new AbortController().signal)!;
    new HostFiles(partial, new FileTree(), undefined, xattrs).put('/a', '/a');
    await xattrs.put(new FileTree());
    expect((await build(cache)).asked).toContain('/a');
  });
});

describe('KnownXattrs', () => {
  /** Of an appliance, on a disk whose times say when something was changed. */
  const on = (cache: string, appliance: string) =>
    new KnownXattrs({ cache, appliance }, {
      tellChanges: () => true,
    } as unknown as Filesystems);
  const status = (ino: number, ctime = 1, dev = 7) => ({ dev, ino, ctime }) as FileStatus;

  it('keeps what each file has, by device, inode and time of change', () => {
    const cache = scratchDirectory();
    const first = on(cache, 'a');
    const having = new Map([['user.x', Buffer.from([0, 255])]]);
    first.add(status(1), '/one', undefined);
    first.add(status(1, 1, 8), '/other', having);
    first.keep();
    const second = on(cache, 'a');
    expect(second.of(status(1))).toBe('none');
    expect(second.of(status(1, 1, 8))).toEqual(having);
    for (const other of [status(2), status(1, 2), status(1, 1, 9)]) {
      expect(second.of(other)).toBeUndefined();
    }
  });

  it('each appliance has a record of its own: a small one does not read what a large one has left', () => {
    const cache = scratchDirectory();
    for (const appliance of ['a', 'b']) {
      const files = on(cache, appliance);
      files.add(status(1), '/one', undefined);
      files.keep();
    }
    expect(on(cache, 'c').of(status(1))).toBeUndefined();
    expect(readdirSync(`${cache}/xattrs`)).toHaveLength(2);
  });

  it('what is left of files that have gone does not grow for ever', () => {
    const cache = scratchDirectory();
    const sizes = [0, 10, 20, 30, 40, 50].map((from) => {
      const files = on(cache, 'a');
      for (let ino = from + 1; ino <= from + 10; ino++) {
        files.of(status(ino));
        files.add(status(ino), '/f', undefined);
      }
      files.keep();
      return statSync(`${cache}/xattrs/${readdirSync(`${cache}/xattrs`)[0]}`).size;
    });
    expect(Math.max(...sizes)).toBeLessThan(5 * sizes[0]!);
    expect(on(cache, 'a').of(status(60))).toBe('none');
  });

  it('keeps nothing of filesystems that do not promise a time of change', () => {
    const cache = scratchDirectory();
    const host = localHost();
    const files = new KnownXattrs({ cache, appliance: 'a' }, new Filesystems(host));
    const status = host.lstat('/proc/version')!;
    files.add(status, '/proc/version', undefined);
    files.keep();
    expect(files.of(status)).toBeUndefined();
  });
});
