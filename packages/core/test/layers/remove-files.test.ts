import { nodesOf } from '@supermin/test-support/trees';
import { describe, expect, it } from 'vitest';
import { layeredTree } from '../../src/layers/layered-host.ts';
import { FileTree } from '../../src/tree/file-tree.ts';
import type { TreeNode } from '../../src/tree/node.ts';

const { symlink, file, directory } = nodesOf({ uid: 0, gid: 0 });

const OURS = new Map([['/db/bash/desc', file('ours')]]);

/** Paths of a root of one layer whose database is in /db. */
function pathsOf(nodes: Record<string, TreeNode>, changed: Record<string, TreeNode> = {}) {
  const layer = new FileTree();
  for (const [path, node] of Object.entries(nodes)) layer.put(path, node);
  const tree = layeredTree({
    ...{ layers: [{ tree: layer }], changed: new Map(Object.entries(changed)) },
    ...{ emptied: ['/db'], above: OURS },
  });
  const left = [...layer.walk()].length;
  expect(left).toBeGreaterThanOrEqual(Object.keys(nodes).length);
  return [...tree.walk()].map(({ path }) => path);
}

const WHOLE = ['/db', '/db/bash', '/db/bash/desc'];

describe("what packages have in the database's directory", () => {
  it.each<[string, Record<string, TreeNode>, string[]]>([
    ['an entry of a package', { '/db/glibc/desc': file('') }, WHOLE],
    ['a file of an entry', { '/db/bash/install': file('') }, WHOLE],
    [
      'a link in the place of an entry',
      { '/x': file(''), '/db/bash': symlink('/') },
      [...WHOLE, '/x'],
    ],
    [
      'an entry where a link leads',
      { '/lib/evil': file(''), '/db': symlink('lib') },
      ['/db', '/lib', '/lib/bash', '/lib/bash/desc'],
    ],
  ])('is taken away: %s', (_, nodes, paths) => {
    expect(pathsOf(nodes)).toEqual(paths);
  });

  it('is taken away after owners were set', () => {
    const evil = { '/db/bash-wal': file('') };
    expect(pathsOf(evil, evil)).toEqual(WHOLE);
  });

  it('stays if it is an empty directory, and where there is no database', () => {
    const paths = pathsOf({ '/db/alternatives': directory(), '/dbx/y': file('') });
    expect(paths).toEqual([
      '/db',
      '/db/alternatives',
      '/db/bash',
      '/db/bash/desc',
      '/dbx',
      '/dbx/y',
    ]);
  });
});
