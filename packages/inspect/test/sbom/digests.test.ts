import { rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import type { OutputContents } from '@supermin/core';
import type { FileNode, FileTree } from '@supermin/core/writer';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { directory, file, hostFile, symlink, treeOf } from '@supermin/test-support/trees';
import { describe, expect, it } from 'vitest';
import { digestFiles } from '../../src/sbom/digests.ts';
import { digestsOf } from '../support/sbom.ts';

const { signal } = new AbortController();

function contentsOf(tree: FileTree, read?: OutputContents['read']): OutputContents {
  return { tree, size: 0, stored: new Map(), overhead: [], notes: [], ...(read && { read }) };
}

describe('digestFiles', () => {
  it('has of each file what sha1sum and sha256sum say, and of nothing else', async () => {
    const big = 'a large file\n'.repeat(20_000);
    const top = scratchDirectory({ big });
    const tree = treeOf({
      '/etc': directory(),
      '/etc/caf\xc3\xa9': file('coffee'),
      '/etc/empty': file(),
      '/etc/link': symlink('empty'),
      '/usr/big': hostFile(join(top, 'big'), big.length),
    });
    const { digests, unread } = await digestFiles(contentsOf(tree), signal);
    expect(unread).toEqual([]);
    expect(Object.fromEntries(digests)).toEqual({
      '/etc/café': await digestsOf('coffee'),
      '/etc/empty': await digestsOf(''),
      '/usr/big': await digestsOf(big),
    });
  });

  it('reads a file with several names once, and has all of them', async () => {
    const twin = file('twin');
    const asked: FileNode[] = [];
    const tree = treeOf({ '/a': twin, '/b': twin, '/c': file('other') });
    const read = async function* (node: FileNode) {
      asked.push(node);
      yield Buffer.from(node === twin ? 'twin' : 'other');
    };
    const { digests } = await digestFiles(contentsOf(tree, read), signal);
    expect([...digests.keys()]).toEqual(['/a', '/b', '/c']);
    expect(digests.get('/b')).toEqual(digests.get('/a'));
    expect(asked).toEqual([twin, tree.lookup('/c')]);
  });

  it('has the bytes that the writer reads, in whatever pieces', async () => {
    const tree = treeOf({ '/packed': file('', { size: 8 }) });
    const read = async function* () {
      yield Buffer.from('un');
      yield Buffer.from('packed');
    };
    const { digests } = await digestFiles(contentsOf(tree, read), signal);
    expect(digests.get('/packed')).toEqual(await digestsOf('unpacked'));
  });

  it('tells what has gone, or has become shorter, and goes on', async () => {
    const top = scratchDirectory({ gone: 'gone', short: 'shorter', there: 'there' });
    const of = (name: string) => hostFile(join(top, name), name.length);
    const tree = treeOf({
      '/a\xff': of('gone'),
      '/b': hostFile(join(top, 'short'), 'shorter'.length),
      '/c': of('there'),
    });
    rmSync(join(top, 'gone'));
    truncateSync(join(top, 'short'), 3);
    const { digests, unread } = await digestFiles(contentsOf(tree), signal);
    expect(unread).toEqual(['/a\\xff', '/b']);
    expect([...digests.keys()]).toEqual(['/c']);
  });

  it.each([
    ['too few', 'fe'],
    ['too many', 'more than there are'],
  ])('does not vouch for a file of which a writer gives %s bytes', async (_, given) => {
    const read = async function* () {
      yield Buffer.from(given);
    };
    const tree = treeOf({ '/a': file('four') });
    const { digests, unread } = await digestFiles(contentsOf(tree, read), signal);
    expect([digests.size, unread]).toEqual([0, ['/a']]);
  });

  it('reads nothing, once it is aborted', async () => {
    const reason = new Error('enough');
    const read = () => expect.unreachable('it is read');
    const contents = contentsOf(treeOf({ '/empty': file() }), read);
    await expect(digestFiles(contents, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  it('stops in the middle of a file, which then does not count as one that cannot be read', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    let pieces = 0;
    const read = async function* () {
      for (; pieces < 10; pieces++) {
        if (pieces === 1) controller.abort(reason);
        yield Buffer.from('x');
      }
    };
    const contents = contentsOf(treeOf({ '/a': file('x'.repeat(10)) }), read);
    await expect(digestFiles(contents, controller.signal)).rejects.toBe(reason);
    expect(pieces).toBe(1);
  });
});
