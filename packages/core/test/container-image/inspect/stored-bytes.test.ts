import { describe, expect, it } from 'vitest';
import {
  type ReadArchive,
  storedBytes,
} from '../../../src/container-image/inspect/stored-bytes.ts';
import { stackLayers } from '../../../src/container-image/stack-layers.ts';
import type { LayerEntry } from '../../../src/layers/layer-entry.ts';

const file = (path: string, size: number): LayerEntry => [path, 'f', 0o644, 0, 0, 0, 0, size, 0];
const directory = (path: string): LayerEntry => [path, 'd', 0o755, 0, 0, 0, 0];
const symlink = (path: string, to: string): LayerEntry => [path, 'l', 0o777, 0, 0, 0, 0, to];
const hard = (path: string, target: string): LayerEntry => [path, 'h', target];
const whiteout = (path: string): LayerEntry => [path, 'w'];
const opaque = (path: string): LayerEntry => [path, 'o'];

/** What is stored of each path, and besides. Each archive ends with 1024 bytes of zeros. */
function account(...layers: LayerEntry[][]) {
  const contentOf = ([, type, ...rest]: LayerEntry) => (type === 'f' ? (rest[5] as number) : 0);
  const archives = layers.map((entries): ReadArchive => {
    const contents = entries.map((each) => Math.ceil(contentOf(each) / 512) * 512);
    return { entries, size: contents.reduce((sum, bytes) => sum + 512 + bytes, 1024) };
  });
  const tree = stackLayers(
    archives.map(({ entries }) => ({ entries, file: '' })),
    'image',
  );
  const { stored, overhead } = storedBytes(tree, archives, contentOf);
  const sizes = [...tree.walk()].map(({ path, node }) => [path, stored.get(node)] as const);
  return {
    sizes: Object.fromEntries(sizes),
    overhead: Object.fromEntries(overhead.map(({ name, bytes }) => [name.split(' ')[0], bytes])),
  };
}

describe('what a path takes in the archives of layers', () => {
  it('is its header, and its content to whole blocks', () => {
    const sizes = [0, 1, 512, 513].map((size, at) => file(`/${at}`, size));
    expect(account(sizes)).toEqual({
      sizes: { '/0': 512, '/1': 1024, '/2': 1024, '/3': 1536 },
      overhead: { long: 1024 },
    });
  });

  it('is that of the last layer which has it; what that replaces is told apart', () => {
    expect(account([file('/a', 1)], [file('/a', 600)])).toEqual({
      sizes: { '/a': 1536 },
      overhead: { removed: 1024, long: 2048 },
    });
  });

  it('is that of all layers for a directory', () => {
    expect(account([directory('/d')], [directory('/d'), directory('/d')])).toEqual({
      sizes: { '/d': 1536 },
      overhead: { long: 2048 },
    });
  });

  it('is nothing of a directory that a file has replaced, nor the other way round', () => {
    expect(account([directory('/x')], [file('/x', 1)])).toMatchObject({
      sizes: { '/x': 1024 },
      overhead: { removed: 512 },
    });
    expect(account([file('/x', 1)], [directory('/x')])).toMatchObject({
      sizes: { '/x': 512 },
      overhead: { removed: 1024 },
    });
  });

  it('is that of all names of a file with hard links', () => {
    expect(account([file('/a', 1), hard('/b', '/a')])).toMatchObject({
      sizes: { '/a': 1536, '/b': 1536 },
    });
  });

  it('is overhead when it was removed, with what removes it', () => {
    const { sizes, overhead } = account(
      [file('/a', 1), directory('/d'), file('/d/b', 1), symlink('/l', 'd')],
      [whiteout('/a'), opaque('/d')],
    );
    expect(sizes).toEqual({ '/d': 512, '/l': 512 });
    expect(overhead).toEqual({ removed: 1024 + 1024 + 512 + 512, long: 2048 });
  });

  it('is that of the path a whiteout has hidden before it came again', () => {
    expect(account([file('/a', 1)], [whiteout('/a'), file('/a', 1)])).toMatchObject({
      sizes: { '/a': 1024 },
      overhead: { removed: 1024 + 512 },
    });
  });

  it('is that of the path, wherever the whiteout of what was below stands', () => {
    expect(account([file('/a', 1)], [file('/a', 1), whiteout('/a')])).toMatchObject({
      sizes: { '/a': 1024 },
      overhead: { removed: 1024 + 512 },
    });
    expect(account([directory('/d')], [whiteout('/d')])).toMatchObject({
      sizes: {},
      overhead: { removed: 1024 },
    });
  });

  it('has no overhead that is nothing', () => {
    const entries = [file('/a', 1)];
    const tree = stackLayers([{ entries, file: '' }], 'image');
    expect(storedBytes(tree, [{ entries, size: 1024 }], () => 1).overhead).toEqual([]);
  });
});
