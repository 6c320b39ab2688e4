import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { ContentStore } from '../../../src/appliance/content-store.ts';
import { KeptContents } from '../../../src/container-image/inspect/kept-contents.ts';
import { Allowance } from '../../../src/layers/allowance.ts';
import { entryOf, nodeOf } from '../../../src/layers/layer-entry.ts';
import { readContent } from '../../../src/tree/content.ts';
import { FileTree } from '../../../src/tree/file-tree.ts';
import type { Content, FileNode } from '../../../src/tree/node.ts';
import { inspectContext } from '../../support/inspect-context.ts';
import { directory, file } from '../../support/nodes.ts';

async function* bytes(text: string) {
  yield Buffer.from(text);
}

function fixture(limit = 1000) {
  const context = inspectContext(new ContentStore(scratchDirectory(), 4));
  const kept = new KeptContents(context, new Allowance(limit), 'an image');
  /** What an entry of a layer is turned into, and back. */
  const entry = (path: string, size: number, content: Content) =>
    entryOf(path, { ...file(), size, content });
  return { kept, entry };
}

describe('contents of layers that are inspected', () => {
  it('are known by a number until they are in a tree', async () => {
    const { kept, entry } = fixture();
    const entries = [
      entry('/a', 3, await kept.keep(bytes('one'), 3)),
      entry('/b', 5, await kept.keep(bytes('three'), 5)),
      entry('/c', 9, await kept.keepSparse(bytes('abc'), 9, Float64Array.of(1, 2, 5, 7))),
    ];
    const tree = new FileTree();
    for (const each of entries) tree.put(each[0], nodeOf(each, ''));
    kept.putBack(tree);
    const text = (path: string, size: number) =>
      readContent((tree.lookup(path) as FileNode).content, 0, size).toString();
    expect(text('/a', 3)).toBe('one');
    expect(text('/b', 5)).toBe('three');
    expect(text('/c', 9)).toBe('\0a\0\0\0bc\0\0');
  });

  it('are left alone where they have come from elsewhere', () => {
    const { kept } = fixture();
    const tree = new FileTree();
    const part = { kind: 'part', path: '/store', offset: 0 } as const;
    tree.put('/a', { ...file(), content: part });
    tree.put('/b', file('text'));
    kept.putBack(tree);
    expect(tree.lookup('/a')).toMatchObject({ content: part });
    expect(tree.lookup('/b')).toMatchObject({ content: { kind: 'bytes' } });
  });

  it('take in the archive what they have, without holes', async () => {
    const { kept, entry } = fixture();
    const whole = entry('/a', 3, await kept.keep(bytes('one'), 3));
    const ranges = Float64Array.of(1, 2, 5, 7);
    const sparse = entry('/c', 9, await kept.keepSparse(bytes('abc'), 9, ranges));
    expect(kept.archivedBytes(whole)).toBe(3);
    expect(kept.archivedBytes(sparse)).toBe(3);
    const hole = await kept.keepSparse(bytes(''), 8, new Float64Array());
    expect(kept.archivedBytes(entry('/d', 8, hole))).toBe(0);
    expect(kept.archivedBytes(entryOf('/e', directory()))).toBe(0);
    expect(kept.archivedBytes(['/f', 'h', '/a'])).toBe(0);
  });

  it('are no more than there may be, holes and all, and are not read first', async () => {
    const error = { code: 'LAYER_SIZE', message: expect.stringMatching(/^an image: /) };
    const never = (async function* () {
      throw new Error('read');
      // biome-ignore lint/correctness/noUnreachable: it is an iterable
      yield Buffer.alloc(0);
    })();
    const { kept } = fixture(10);
    await kept.keep(bytes('123456'), 6);
    await expect(kept.keep(never, 5)).rejects.toMatchObject(error);
    const other = fixture(10).kept;
    await other.keep(bytes('123456'), 6);
    await expect(other.keepSparse(never, 5, Float64Array.of(0, 1))).rejects.toMatchObject(error);
  });
});
