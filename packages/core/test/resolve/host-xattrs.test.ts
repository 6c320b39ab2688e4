import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import type { Host } from '../../src/host/host.ts';
import { localHost } from '../../src/host/local-host.ts';
import { HostFiles } from '../../src/resolve/host-files.ts';
import { HostXattrs } from '../../src/resolve/host-xattrs.ts';
import type { XattrsOption } from '../../src/resolve/kept-xattrs.ts';
import { FileTree } from '../../src/tree/file-tree.ts';
import type { Xattrs } from '../../src/tree/node.ts';

const CAPABILITY: Xattrs = new Map([['security.capability', Buffer.from('c')]]);
const { signal } = new AbortController();

/** A root with files, and who was asked for their attributes. */
function hostOf(names: readonly string[], xattrs: Record<string, Xattrs>) {
  const root = scratchDirectory(Object.fromEntries(names.map((name) => [name, name])));
  const asked: string[][] = [];
  const host: Host = {
    ...localHost(root),
    async xattrs(paths) {
      asked.push([...paths]);
      const having = paths.filter((path) => path in xattrs);
      return { files: new Map(having.map((path) => [path, xattrs[path]!])), complete: true };
    },
  };
  return { host, asked };
}

async function copied(host: Host, paths: [string, string][], xattrsOption?: XattrsOption) {
  const tree = new FileTree();
  const xattrs = HostXattrs.of(host, { xattrs: xattrsOption }, signal);
  const files = new HostFiles(host, tree, undefined, xattrs);
  for (const [path, hostPath] of paths) files.put(path, hostPath);
  await xattrs?.put(tree);
  return { tree, xattrs };
}

describe('HostXattrs', () => {
  it('attributes of the host’s file go to its place in the tree; of directories on the way, too', async () => {
    const { host } = hostOf(['d/f.distrib', 'd/g'], {
      '/d/f.distrib': CAPABILITY,
      '/d': CAPABILITY,
    });
    const { tree } = await copied(host, [
      ['/d/f', '/d/f.distrib'],
      ['/d/g', '/d/g'],
    ]);
    expect(tree.lookup('/d/f')?.xattrs).toEqual(CAPABILITY);
    expect(tree.lookup('/d')?.xattrs).toEqual(CAPABILITY);
    expect(tree.lookup('/d/g')?.xattrs).toBeUndefined();
  });

  it('many files are asked for in batches, and none twice', async () => {
    const names = Array.from({ length: 2100 }, (_, index) => `f${index}`);
    const { host, asked } = hostOf(names, { '/f0': CAPABILITY, '/f2099': CAPABILITY });
    const { tree } = await copied(
      host,
      names.map((name) => [`/${name}`, `/${name}`]),
    );
    expect(asked.map(({ length }) => length)).toEqual([2048, 52]);
    expect(tree.lookup('/f0')?.xattrs).toEqual(CAPABILITY);
    expect(tree.lookup('/f2099')?.xattrs).toEqual(CAPABILITY);
  });

  it('none: nobody is asked', async () => {
    const { host, asked } = hostOf(['f'], { '/f': CAPABILITY });
    const { tree } = await copied(host, [['/f', '/f']], 'none');
    expect(asked).toEqual([]);
    expect(tree.lookup('/f')?.xattrs).toBeUndefined();
  });

  it('what was mounted over a directory of a package is not asked for; it is if all attributes are wanted', async () => {
    const asked: string[] = [];
    const host: Host = {
      ...localHost(),
      async xattrs(paths) {
        asked.push(...paths);
        return { files: new Map(), complete: true };
      },
    };
    const paths: [string, string][] = ['/proc', '/sys', '/usr'].map((path) => [path, path]);
    await copied(host, paths);
    expect(asked.splice(0)).toEqual(['/usr']);
    await copied(host, paths, 'all');
    expect(asked).toEqual(['/proc', '/sys', '/usr']);
  });

  it('is unread where the host could not read them; its errors come from put', async () => {
    const { host } = hostOf(['f'], {});
    const unread = await copied({ ...host, xattrs: async () => undefined }, [['/f', '/f']]);
    expect(unread.xattrs!.unread).toBe(true);
    const failing = copied({ ...host, xattrs: () => Promise.reject(new Error('broken')) }, [
      ['/f', '/f'],
    ]);
    await expect(failing).rejects.toThrow('broken');
  });
});
