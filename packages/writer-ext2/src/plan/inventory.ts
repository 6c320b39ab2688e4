import type { BytePath } from '@supermin/core';
import type { DirectoryNode, FileNode, FileTree, TreeNode } from '@supermin/core/writer';
import {
  badDevice,
  badLinkTarget,
  badName,
  fileTooLarge,
  linkedDirectory,
  tooManyLinks,
  tooManySubdirectories,
} from '../errors.ts';
import {
  FIRST_INODE,
  MAXIMUM_FILE_SIZE,
  MAXIMUM_LINK_TARGET,
  MAXIMUM_LINKS,
  MAXIMUM_NAME,
  ROOT_INODE,
} from '../format/constants.ts';
import { isDeviceNumber } from '../format/device-number.ts';
import { type Directory, ENTRY_TYPES } from '../format/directory.ts';
import { placeAttributes } from './attributes.ts';
import { NumberList } from './number-list.ts';

/** Indexes of the two nodes that every filesystem has. */
export const ROOT = 0;
export const LOST_AND_FOUND = 1;

const LOST_AND_FOUND_NAME = 'lost+found';

/** Something of the tree that the image cannot hold. */
export interface Omission {
  path: BytePath;
  reason: 'socket' | 'not a directory';
}

/** An extended attribute that the image cannot hold. */
export interface LostAttribute {
  path: BytePath;
  /** The full name. */
  name: string;
}

/**
 * The tree by index rather than by path: every node once, in the order of `FileTree.walk()`, which is the order of
 * inode numbers and of data. Flat arrays, because 100,000 small objects cost more than the rest of the plan.
 */
export class Inventory {
  readonly nodes: TreeNode[] = [];
  /** By index: names of a file; for a directory, 2 and its subdirectories. */
  readonly links = new NumberList(Uint32Array);
  /** By index: of a directory, the index of the one that holds it. */
  readonly parents = new NumberList(Uint32Array);
  /** By index: of a directory, its first entry in `names` and `targets`. */
  readonly firstEntry = new NumberList(Uint32Array);
  /** By index: of a directory, the number of its entries. */
  readonly entryCount = new NumberList(Uint32Array);
  /** Entries of all directories, each directory's together and in byte order. */
  readonly names: string[] = [];
  /** The index of the node that each entry names. */
  readonly targets = new NumberList(Uint32Array);
  /** Indexes of the files whose data comes first, in that order. */
  readonly ahead: Uint32Array;
  readonly omitted: Omission[] = [];
  readonly lostAttributes: LostAttribute[] = [];
  /** Seconds since the epoch, 32 bits: of all that has no time of its own. */
  readonly time: number;

  readonly #indexes = new Map<TreeNode, number>();
  /** Names on the way to the node that is being visited. */
  readonly #trail: string[] = [];

  #newest = 0;

  /**
   * @param sourceDateEpoch the filesystem's own time; default: the newest mtime in the tree, so that no clock is needed
   * @param ahead files whose data comes first; one that is named again, or is not in the tree, is passed over
   * @throws SuperminError for names, links, sizes and device numbers that ext2 cannot hold, naming the path
   */
  constructor(tree: FileTree, sourceDateEpoch?: number, ahead: readonly FileNode[] = []) {
    const found = tree.root.children.get(LOST_AND_FOUND_NAME);
    const made = found?.type === 'directory' ? undefined : emptyDirectory();
    this.#add(tree.root);
    this.#add(made ?? found!);
    this.#visit(ROOT, tree.root);
    this.ahead = this.#indexesOf(ahead);
    this.#indexes.clear();
    this.time = Math.min(Math.max(Math.floor(sourceDateEpoch ?? this.#newest), 0), 2 ** 32 - 1);
    if (made !== undefined) made.mtime = this.time;
  }

  get count(): number {
    return this.nodes.length;
  }

  /** The directory at `index`, ready for the encoder. */
  directory(index: number): Directory {
    const first = this.firstEntry.at(index);
    return {
      self: inodeNumber(index),
      parent: inodeNumber(this.parents.at(index)),
      count: this.entryCount.at(index),
      name: (entry) => this.names[first + entry]!,
      inode: (entry) => inodeNumber(this.targets.at(first + entry)),
      type: (entry) => ENTRY_TYPES[this.nodes[this.targets.at(first + entry)]!.type],
    };
  }

  #indexesOf(files: readonly FileNode[]): Uint32Array {
    const indexes = new Uint32Array(files.length);
    const taken = new Uint8Array(this.count);
    let count = 0;
    for (let order = 0; order < files.length; order++) {
      const index = this.#indexes.get(files[order]!);
      if (index === undefined || taken[index] === 1) continue;
      taken[index] = 1;
      indexes[count++] = index;
    }
    return indexes.subarray(0, count);
  }

  #add(node: TreeNode): number {
    const index = this.nodes.push(node) - 1;
    check(node, this.#path);
    if (node.xattrs !== undefined) {
      for (const name of placeAttributes(node.xattrs).lost) {
        this.lostAttributes.push({ path: this.#path(), name });
      }
    }
    this.#indexes.set(node, index);
    this.links.push(node.type === 'directory' ? 2 : 1);
    this.parents.push(ROOT);
    this.firstEntry.push(0);
    this.entryCount.push(0);
    if (node.mtime > this.#newest) this.#newest = node.mtime;
    return index;
  }

  #visit(index: number, directory: DirectoryNode): void {
    const names = this.#keep(index, directory);
    const first = this.names.length;
    this.firstEntry.set(index, first);
    this.entryCount.set(index, names.length);
    // All of them before any child's own, which come while the children are visited. (By index: `of` makes an object a step.)
    for (let entry = 0; entry < names.length; entry++) {
      this.names.push(names[entry]!);
      this.targets.push(0);
    }
    for (let entry = 0; entry < names.length; entry++) {
      const name = names[entry]!;
      this.#trail.push(name);
      const isLostAndFound = index === ROOT && name === LOST_AND_FOUND_NAME;
      const child = isLostAndFound ? this.nodes[LOST_AND_FOUND]! : directory.children.get(name)!;
      const target = isLostAndFound ? LOST_AND_FOUND : this.#enter(child);
      this.targets.set(first + entry, target);
      if (child.type === 'directory') {
        this.links.set(index, this.links.at(index) + 1);
        this.parents.set(target, index);
        this.#visit(target, child);
      }
      this.#trail.pop();
    }
    const links = this.links.at(index);
    if (links > MAXIMUM_LINKS) throw tooManySubdirectories(this.#path(), links - 2);
  }

  /** The names that the image will have, in byte order. */
  #keep(index: number, directory: DirectoryNode): string[] {
    const names: string[] = [];
    // Not `for`: that makes two objects an entry, in code that V8 has no time to optimize.
    directory.children.forEach((node, name) => {
      if (name.length > MAXIMUM_NAME) throw badName(this.#path(name));
      if (omissionReason(index, name, node) === undefined) names.push(name);
    });
    if (names.length < directory.children.size) this.#omit(index, directory);
    if (index === ROOT && !names.includes(LOST_AND_FOUND_NAME)) names.push(LOST_AND_FOUND_NAME);
    return names.sort();
  }

  #omit(index: number, directory: DirectoryNode): void {
    for (const name of [...directory.children.keys()].sort()) {
      const reason = omissionReason(index, name, directory.children.get(name)!);
      if (reason !== undefined) this.omitted.push({ path: this.#path(name), reason });
    }
  }

  #enter(node: TreeNode): number {
    const known = this.#indexes.get(node);
    if (known === undefined) return this.#add(node);
    if (node.type === 'directory') throw linkedDirectory(this.#path());
    const links = this.links.at(known) + 1;
    if (links > MAXIMUM_LINKS) throw tooManyLinks(this.#path(), links);
    this.links.set(known, links);
    return known;
  }

  /** Where the visit has come to, for messages. */
  readonly #path = (...names: string[]): BytePath => {
    return `/${[...this.#trail, ...names].join('/')}`;
  };
}

/** Inode 2 is the root, 11 lost+found; the others follow. */
export function inodeNumber(index: number): number {
  return index === ROOT ? ROOT_INODE : FIRST_INODE + index - LOST_AND_FOUND;
}

function omissionReason(
  parent: number,
  name: string,
  node: TreeNode,
): Omission['reason'] | undefined {
  if (node.type === 'socket') return 'socket';
  // e2fsck does not take anything else of this name for sound.
  if (parent === ROOT && name === LOST_AND_FOUND_NAME && node.type !== 'directory') {
    return 'not a directory';
  }
  return undefined;
}

function check(node: TreeNode, path: () => BytePath): void {
  if (node.type === 'file') {
    if (node.size > MAXIMUM_FILE_SIZE) throw fileTooLarge(path(), node.size);
  } else if (node.type === 'symlink') {
    const { length } = node.target;
    if (length === 0 || length > MAXIMUM_LINK_TARGET) throw badLinkTarget(path(), length);
  } else if (node.type === 'character' || node.type === 'block') {
    if (!isDeviceNumber(node.major, node.minor)) throw badDevice(path(), node.major, node.minor);
  }
}

function emptyDirectory(): DirectoryNode {
  return { type: 'directory', mode: 0o700, uid: 0, gid: 0, mtime: 0, children: new Map() };
}
