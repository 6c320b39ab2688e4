import type { BytePath, InspectedImage } from '@supermin/core';
import { type DirectoryNode, FileTree, type TreeNode } from '@supermin/core/writer';
import { MAXIMUM_FAST_LINK_TARGET, MAXIMUM_LINK_TARGET, ROOT_INODE } from '../format/constants.ts';
import { type BlockMap, blockMap, largestSize } from './block-map.ts';
import { damaged } from './errors.ts';
import { FoundFile } from './found-file.ts';
import type { FoundGroups } from './groups.ts';
import { ImageFile } from './image-file.ts';
import { type FoundEntry, readDirectoryBlock } from './read-directory.ts';
import { type FoundInode, readDeviceNumber, readInode } from './read-inode.ts';

/** A quarter of a gigabyte of names. */
const MAXIMUM_DIRECTORY_BLOCKS = 1 << 16;

const NO_BLOCKS: BlockMap = { runs: [], pointerBlocks: 0 };

/** All that can be reached from the root of an image, and the blocks that each of it takes. */
export class TreeReader {
  readonly tree = new FileTree();
  /** Bytes. */
  readonly stored = new Map<TreeNode, number>();
  readonly #nodes = new Map<number, TreeNode>();
  /** A block of extended attributes may be several inodes'. */
  readonly #attributeBlocks = new Set<number>();

  /** @param opened what `image` was opened from: contents are read later */
  constructor(
    private readonly opened: InspectedImage,
    private readonly image: ImageFile,
    private readonly groups: FoundGroups,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws SuperminError `EXT2_DAMAGED`, and what the tree says of paths that no Linux has */
  read(): void {
    const root = this.inode(ROOT_INODE);
    if (root.type !== 'directory') throw damaged(this.image.path, 'it has no root directory');
    const { mode, uid, gid, mtime } = root;
    Object.assign(this.tree.root, { mode, uid, gid, mtime });
    this.#nodes.set(ROOT_INODE, this.tree.root);
    const waiting: [BytePath, FoundInode, DirectoryNode][] = [['', root, this.tree.root]];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      this.signal.throwIfAborted();
      const [path, inode, node] = next;
      for (const entry of this.#entries(inode, node)) {
        const at = `${path}/${entry.name}`;
        const found = this.#put(at, entry.inode);
        if (found !== undefined) waiting.push([at, found, this.tree.directory(at)!]);
      }
    }
  }

  inode(number: number): FoundInode {
    const { inodes, inodesPerGroup, inodeSize, blockSize } = this.image.superblock;
    if (number < 1 || number > inodes) throw damaged(this.image.path, `it has no inode ${number}`);
    const table = this.groups.inodeTables[Math.floor((number - 1) / inodesPerGroup)]!;
    const at = table * blockSize + ((number - 1) % inodesPerGroup) * inodeSize;
    return readInode(this.image.read(at, inodeSize));
  }

  /** Bytes of the blocks of an inode. */
  bytesOf(map: BlockMap, { attributeBlock }: FoundInode): number {
    let blocks = map.pointerBlocks;
    for (const { count } of map.runs) blocks += count;
    if (attributeBlock !== 0 && !this.#attributeBlocks.has(attributeBlock)) {
      this.#attributeBlocks.add(attributeBlock);
      blocks++;
    }
    return blocks * this.image.superblock.blockSize;
  }

  /** @returns the inode of a directory whose entries are still to be read */
  #put(path: BytePath, number: number): FoundInode | undefined {
    const known = this.#nodes.get(number);
    if (known !== undefined) {
      if (known.type === 'directory') throw damaged(this.image.path, 'a directory has two names');
      this.tree.put(path, known);
      return undefined;
    }
    const inode = this.inode(number);
    const node = this.#node(inode);
    this.#nodes.set(number, node);
    this.tree.put(path, node);
    return node.type === 'directory' ? inode : undefined;
  }

  #node(inode: FoundInode): TreeNode {
    const { type, mode, uid, gid, mtime, size } = inode;
    const attributes = { mode, uid, gid, mtime };
    if (type === 'directory') return { type, ...attributes, children: new Map() };
    if (type === undefined) throw damaged(this.image.path, 'a name leads to no inode');
    if (type === 'character' || type === 'block') {
      return this.#counted({ type, ...attributes, ...readDeviceNumber(inode.pointers) }, inode);
    }
    if (type === 'symlink') {
      const map = this.#targetMap(inode);
      return this.#counted({ type, ...attributes, target: this.#target(inode, map) }, inode, map);
    }
    if (type !== 'file') return this.#counted({ type, ...attributes }, inode);
    if (size > largestSize(this.image, inode)) {
      throw damaged(this.image.path, `a file says that it has ${size} bytes`);
    }
    const map = blockMap(this.image, inode);
    const reopen = () => ImageFile.open(this.opened) ?? fail(this.image.path);
    const node = new FoundFile({ ...attributes, size }, this.image, map.runs, reopen);
    this.stored.set(node, this.bytesOf(map, inode));
    return node;
  }

  #targetMap(inode: FoundInode): BlockMap {
    return inode.size > MAXIMUM_FAST_LINK_TARGET ? blockMap(this.image, inode) : NO_BLOCKS;
  }

  /** What takes no blocks but for extended attributes, and for the target of a long link. */
  #counted(node: TreeNode, inode: FoundInode, map = NO_BLOCKS): TreeNode {
    this.stored.set(node, this.bytesOf(map, inode));
    return node;
  }

  #target(inode: FoundInode, { runs }: BlockMap): BytePath {
    if (inode.size > MAXIMUM_LINK_TARGET) throw damaged(this.image.path, 'a link is too long');
    if (inode.size <= MAXIMUM_FAST_LINK_TARGET) {
      return inode.pointers.toString('latin1', 0, inode.size);
    }
    const blocks = runs.slice(0, 4).map(({ block }) => this.image.block(block));
    return Buffer.concat(blocks).toString('latin1', 0, inode.size);
  }

  *#entries(inode: FoundInode, node: DirectoryNode): Generator<FoundEntry> {
    const map = blockMap(this.image, inode);
    this.stored.set(node, this.bytesOf(map, inode));
    let count = 0;
    for (const run of map.runs) {
      for (let index = 0; index < run.count; index++) {
        if (++count > MAXIMUM_DIRECTORY_BLOCKS)
          throw damaged(this.image.path, 'a directory is too large');
        const entries = readDirectoryBlock(this.image.block(run.block + index));
        if (entries === undefined) throw damaged(this.image.path, 'a directory makes no sense');
        yield* entries;
      }
    }
  }
}

function fail(path: BytePath): never {
  throw damaged(path, 'it has changed while it was read');
}
