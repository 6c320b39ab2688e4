import { describe, expect, it } from 'vitest';
import { stackLayers } from '../../src/container-image/stack-layers.ts';
import type { LayerEntry } from '../../src/layers/layer-entry.ts';
import type { FileNode } from '../../src/tree/node.ts';

const COMMON = [0o644, 0, 0, 0, 0] as const;
/** A file that is known by its size. */
const file = (path: string, size = 1): LayerEntry => [path, 'f', ...COMMON, size, 0];
const directory = (path: string, mode = 0o755): LayerEntry => [path, 'd', mode, 0, 0, 0, 0];
const symlink = (path: string, target: string): LayerEntry => [path, 'l', ...COMMON, target];
const hard = (path: string, target: string): LayerEntry => [path, 'h', target];
const whiteout = (path: string): LayerEntry => [path, 'w'];
const opaque = (path: string): LayerEntry => [path, 'o'];

const stack = (...layers: LayerEntry[][]) =>
  stackLayers(
    layers.map((entries, at) => ({ entries, file: `/store/${at}` })),
    'image',
  );

/** All paths, and of files the size: `/a/b 1`. */
const listed = (...layers: LayerEntry[][]) =>
  [...stack(...layers).walk()].map(({ path, node }) =>
    node.type === 'file' ? `${path} ${node.size}` : path,
  );

function errorOf(...layers: LayerEntry[][]): unknown {
  try {
    stack(...layers);
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

describe('layers on each other', () => {
  it('have what the highest has, from where that lies', () => {
    const tree = stack([file('/a'), file('/b')], [file('/b', 2)]);
    expect(tree.lookup('/a')).toMatchObject({ content: { kind: 'part', path: '/store/0' } });
    expect(tree.lookup('/b')).toMatchObject({ size: 2, content: { path: '/store/1' } });
  });

  it('share directories, of which the highest tells the mode', () => {
    const tree = stack([directory('/d'), file('/d/a')], [directory('/d', 0o700), file('/d/b')]);
    expect(tree.lookup('/d')).toMatchObject({ mode: 0o700 });
    expect([...tree.walk()].map(({ path }) => path)).toEqual(['/d', '/d/a', '/d/b']);
  });

  it('replace a file by a directory, and a directory by a file', () => {
    expect(listed([file('/x')], [directory('/x'), file('/x/a')])).toEqual(['/x', '/x/a 1']);
    expect(listed([directory('/x'), file('/x/a')], [file('/x', 2)])).toEqual(['/x 2']);
  });

  it('follow links on the way to a path, and replace one by a directory', () => {
    const lower = [directory('/d'), file('/d/a'), symlink('/l', 'd')];
    expect(listed(lower, [file('/l/b')])).toEqual(['/d', '/d/a 1', '/d/b 1', '/l']);
    expect(listed(lower, [directory('/l'), file('/l/b')])).toEqual([
      ...['/d', '/d/a 1', '/l', '/l/b 1'],
    ]);
  });
});

describe('a whiteout', () => {
  it('hides what lower layers have, with all that is below', () => {
    expect(listed([directory('/d'), file('/d/a'), file('/b')], [whiteout('/d')])).toEqual(['/b 1']);
    expect(listed([file('/b')], [whiteout('/nothing')])).toEqual(['/b 1']);
  });

  it('hides nothing of its own layer, wherever it stands in the archive', () => {
    const own = [file('/a', 2), whiteout('/a')];
    expect(listed([file('/a')], own)).toEqual(['/a 2']);
    expect(listed([file('/a')], own.toReversed())).toEqual(['/a 2']);
  });

  it('of a directory keeps the directory', () => {
    const lower = [directory('/d', 0o700), directory('/d/e'), file('/d/e/a'), file('/b')];
    expect(listed(lower, [opaque('/d')])).toEqual(['/b 1', '/d']);
    expect(stack(lower, [opaque('/d')]).lookup('/d')).toMatchObject({ mode: 0o700 });
    expect(listed(lower, [file('/d/c', 2), opaque('/d')])).toEqual(['/b 1', '/d', '/d/c 2']);
  });
});

describe('a hard link', () => {
  it('is one more name of a file of its layer, or of lower ones', () => {
    for (const layers of [[[file('/a'), hard('/b', '/a')]], [[file('/a')], [hard('/b', '/a')]]]) {
      const tree = stack(...layers);
      expect(tree.lookup('/b')).toBe(tree.lookup('/a'));
      expect((tree.lookup('/b') as FileNode).size).toBe(1);
    }
  });

  it('leads to its own layer before lower ones', () => {
    const tree = stack([file('/a', 1)], [file('/a', 2), hard('/b', '/a')]);
    expect(tree.lookup('/b')).toMatchObject({ size: 2 });
    expect(tree.lookup('/b')).toBe(tree.lookup('/a'));
  });

  it('may lead to what its own layer hides', () => {
    expect(listed([file('/a')], [whiteout('/a'), hard('/b', '/a')])).toEqual(['/b 1']);
    expect(listed([directory('/d'), file('/d/a')], [opaque('/d'), hard('/b', '/d/a')])).toEqual([
      ...['/b 1', '/d'],
    ]);
  });

  it('takes the place of a file, and may be where it already is', () => {
    expect(listed([file('/a'), file('/b', 2)], [hard('/b', '/a')])).toEqual(['/a 1', '/b 1']);
    const tree = stack([file('/a'), hard('/b', '/a')], [hard('/b', '/a'), hard('/a', '/a')]);
    expect(tree.lookup('/b')).toBe(tree.lookup('/a'));
  });

  it.each([
    ['what is not there', [hard('/b', '/gone')]],
    ['what comes later', [hard('/b', '/gone'), file('/gone')]],
    ['a directory', [directory('/gone'), hard('/b', '/gone')]],
  ])('to %s is an error that names the layer', (_, entries) => {
    expect(errorOf([], entries)).toMatchObject({
      code: 'IMAGE_DAMAGED',
      message: "image: layer 2: '/b' is a hard link to '/gone', which is not a file",
    });
  });
});

it('directories that no member describes are made, of all layers 200,000 at most', () => {
  const files = (top: string) =>
    Array.from({ length: 1000 }, (_, at) => file(`${top}/${at}${'/d'.repeat(99)}/f`));
  const [one, two] = [files(''), [directory('/x'), ...files('/x')]];
  expect(errorOf(one, two, [file('/y/f')])).toMatchObject({
    code: 'IMAGE_DAMAGED',
    message: 'image: layer 3: more than 200000 directories of no member',
  });
});

it('an error of the tree names image and layer; any other is as it was', () => {
  const circle = [symlink('/l', 'l'), file('/l/a')];
  expect(errorOf([], [], circle)).toMatchObject({
    code: 'TREE_LINK_LOOP',
    message: expect.stringMatching(/^image: layer 3: /),
  });
  const entries = new Proxy([], {
    get: () => {
      throw new TypeError('odd');
    },
  });
  expect(errorOf(entries)).toMatchObject({ message: 'odd' });
});
