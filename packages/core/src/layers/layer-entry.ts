import { type BytePath, compareBytes } from '../path/byte-path.ts';
import type { FileTree } from '../tree/file-tree.ts';
import type { TreeNode } from '../tree/node.ts';

/**
 * One path of a layer, as its index has it. What is behind the times depends on the type: size and offset of a file, target of a
 * link, numbers of a device; `=` is one more name of an earlier entry, by its number.
 */
// Named throughout, as TypeScript 5.0 asks for.
export type LayerEntry = readonly [
  path: BytePath,
  type: string,
  ...rest: (number | string | Xattrs)[],
];

type Xattrs = Readonly<Record<string, string>>;

const TYPES = {
  directory: 'd',
  file: 'f',
  symlink: 'l',
  character: 'c',
  block: 'b',
  fifo: 'p',
  socket: 's',
} as const;

/** All paths of a tree whose files are parts of one file. */
export function entriesOf(tree: FileTree): LayerEntry[] {
  const numbers = new Map<TreeNode, number>();
  const entries: LayerEntry[] = [];
  for (const { path, node } of tree.walk()) {
    const first = numbers.get(node);
    if (first !== undefined) entries.push([path, '=', first]);
    else {
      numbers.set(node, entries.length);
      entries.push(entryOf(path, node));
    }
  }
  return entries;
}

/** A path whose file, if it is one, is a part of the layer's. */
export function entryOf(path: BytePath, node: TreeNode): LayerEntry {
  const { mode, uid, gid, mtime } = node;
  const common = [path, TYPES[node.type], mode, uid, gid, mtime, xattrsOf(node)] as const;
  switch (node.type) {
    case 'file': {
      const { size, content } = node;
      return [...common, size, content.kind === 'part' ? content.offset : 0];
    }
    case 'symlink':
      return [...common, node.target];
    case 'character':
    case 'block':
      return [...common, node.major, node.minor];
    default:
      return common;
  }
}

function xattrsOf({ xattrs }: TreeNode): Xattrs | 0 {
  if (xattrs === undefined) return 0;
  const texts = [...xattrs].map(([name, value]) => [name, Buffer.from(value).toString('latin1')]);
  return Object.fromEntries(texts.sort(([a], [b]) => compareBytes(a!, b!)));
}

/**
 * Puts them into a tree.
 *
 * @param file the file that has the contents
 * @throws any error, for entries that `entriesOf` did not give
 */
export function putEntries(tree: FileTree, entries: readonly LayerEntry[], file: BytePath): void {
  const nodes: TreeNode[] = [];
  for (const entry of entries) {
    const node = entry[1] === '=' ? nodes[entry[2] as number]! : nodeOf(entry, file);
    nodes.push(node);
    tree.put(entry[0], node);
  }
}

/** What `entryOf` made an entry of. @param path the file that has the contents */
export function nodeOf(entry: LayerEntry, path: BytePath): TreeNode {
  const fields = entry as unknown as Fields;
  const node = bareNode(fields, path);
  const xattrs = fields[6];
  if (xattrs !== 0) {
    const values = Object.entries(xattrs).map(
      ([name, value]) => [name, Buffer.from(value, 'latin1')] as const,
    );
    node.xattrs = new Map(values);
  }
  return node;
}

type Fields = [
  ...[path: BytePath, type: string, mode: number, uid: number, gid: number, mtime: number],
  ...[xattrs: Xattrs | 0, first: number & string, second: number],
];

/** Large images have a hundred thousand entries: nothing is made but the node, and no pattern takes the fields apart, which takes long. */
function bareNode(fields: Fields, path: BytePath): TreeNode {
  const type = fields[1];
  const mode = fields[2];
  const uid = fields[3];
  const gid = fields[4];
  const mtime = fields[5];
  const first = fields[7];
  const second = fields[8];
  switch (type) {
    case 'd':
      return { type: 'directory', mode, uid, gid, mtime, children: new Map() };
    case 'f': {
      const content = { kind: 'part', path, offset: second } as const;
      return { type: 'file', mode, uid, gid, mtime, size: first, content };
    }
    case 'l':
      return { type: 'symlink', mode, uid, gid, mtime, target: first };
    case 'c':
    case 'b': {
      const device = type === 'c' ? 'character' : 'block';
      return { type: device, mode, uid, gid, mtime, major: first, minor: second };
    }
    default:
      return { type: type === 'p' ? 'fifo' : 'socket', mode, uid, gid, mtime };
  }
}
