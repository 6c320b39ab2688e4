import { createReadStream, readdirSync, statSync } from 'node:fs';
import {
  type BytePath,
  displayPath,
  type InspectContext,
  joinPath,
  type OutputContents,
  toSystemPath,
} from '@supermin/core';
import { compressionOf, readDecompressed } from '@supermin/core/backend';
import { type Content, FileTree, type TreeNode } from '@supermin/core/writer';
import { type ArchiveEntry, NewcArchive, NewcError } from '@supermin/newc';
import { damagedName, tooManyNames } from './errors.ts';

const OUTPUTS = ['kernel', 'initrd'];

/** `070701` */
const MAGIC_SIZE = 6;

/** Names of an archive, each of which takes half a kilobyte of memory. */
const MAXIMUM_NAMES = 2_000_000;

/**
 * Reads an initramfs back, of one archive or several, compressed or not.
 *
 *     header + name + content + padding of all names + the ends of archives = what is unpacked
 *
 * @param output the output directory, or an initramfs
 * @returns undefined for what is none
 */
export async function inspectInitramfs(
  output: BytePath,
  context: InspectContext,
): Promise<OutputContents | undefined> {
  const isDirectory = statSync(toSystemPath(output)).isDirectory();
  // With more files it is another format's, and what is called initrd only its beginning.
  if (isDirectory && readdirSync(toSystemPath(output)).length !== OUTPUTS.length) return undefined;
  const path = isDirectory ? joinPath(output, 'initrd') : output;
  const stats = statSync(toSystemPath(path), { throwIfNoEntry: false });
  if (!stats?.isFile()) return undefined;
  const reader = new ArchiveReader(path, context);
  try {
    await reader.read();
  } catch (error) {
    const isOther = error instanceof NewcError && error.code === 'NEWC_MAGIC' && reader.names === 0;
    // So few bytes are no archive that was cut off, but a list of a package, say.
    if (isOther || stats.size < MAGIC_SIZE) return undefined;
    throw error;
  }
  const { tree, stored, size, compression } = reader;
  const overhead = [
    { name: 'ends of archives', bytes: reader.ends },
    { name: 'replaced by later entries', bytes: takeReplaced(tree, stored) },
  ];
  return {
    ...{ tree, stored, size, image: path, notes: [] },
    overhead: overhead.filter(({ bytes }) => bytes > 0),
    compressed: compression === undefined ? undefined : { name: compression, size: stats.size },
  };
}

/** What an archive has several times is in it, and yet in no tree: takes it out of `stored`, and gives its bytes. */
function takeReplaced(tree: FileTree, stored: Map<TreeNode, number>): number {
  const found = new Set<TreeNode>([tree.root, ...tree.nodes()]);
  let replaced = 0;
  for (const [node, bytes] of stored) {
    if (found.has(node)) continue;
    replaced += bytes;
    stored.delete(node);
  }
  return replaced;
}

class ArchiveReader {
  readonly tree = new FileTree();
  readonly stored = new Map<TreeNode, number>();
  names = 0;
  /** Bytes that have been unpacked. */
  size = 0;
  compression: string | undefined;
  /** Bytes of trailers and of what fills up behind them. */
  ends = 0;
  /** By inode, within one archive: those with several names. */
  readonly #nodes = new Map<string, TreeNode>();

  constructor(
    private readonly path: BytePath,
    private readonly context: InspectContext,
  ) {}

  async read(): Promise<void> {
    const { path } = this;
    const compression = compressionOf(path);
    if (compression !== 'none') {
      this.compression = compression;
      return this.#archives(this.#unpacked(compression, 0), true);
    }
    await this.#archives(this.#counted(createReadStream(toSystemPath(path))), false);
  }

  #unpacked(compression: Parameters<typeof readDecompressed>[1], start: number) {
    return this.#counted(readDecompressed(this.path, compression, this.context.signal, start));
  }

  async *#counted(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      this.context.signal.throwIfAborted();
      this.size += chunk.length;
      yield chunk;
    }
  }

  /** @param isUnpacked its bytes are in no file */
  async #archives(chunks: AsyncGenerator<Buffer>, isUnpacked: boolean): Promise<void> {
    const archive = new NewcArchive(chunks, displayPath(this.path));
    const before = isUnpacked ? this.compression! : '';
    const start = this.size;
    // Where the last entry ended, counted from the start of what is read here.
    let end = 0;
    for await (const entry of archive) {
      this.ends += entry.offset - end;
      end = entry.contentOffset + padded(entry.size);
      await this.#put(entry, before, isUnpacked);
    }
    if (archive.rest === undefined) {
      this.ends += this.size - start - end;
      return;
    }
    const { offset, compression } = archive.rest;
    await archive.rest.chunks.return?.(undefined);
    this.ends += offset - end;
    this.size = start + offset;
    this.compression = compression;
    const known = compressionOf(this.path, offset);
    if (isUnpacked || known === 'none') throw damagedName(this.path, `(${compression} data)`);
    await this.#archives(this.#unpacked(known, offset), true);
  }

  async #put(entry: ArchiveEntry, part: string, isUnpacked: boolean): Promise<void> {
    if (++this.names > MAXIMUM_NAMES) throw tooManyNames(this.path, MAXIMUM_NAMES);
    const { contentOffset, offset, size, type, nlink } = entry;
    const inode = `${part}:${entry.segment}:${entry.devMajor}:${entry.devMinor}:${entry.ino}`;
    const isLinked = type !== 'directory' && nlink > 1;
    const known = isLinked ? this.#nodes.get(inode) : undefined;
    const node = known ?? (await this.#node(entry));
    if (node.type === 'file' && size > 0) {
      node.size = size;
      node.content = await this.#content(entry, isUnpacked);
    }
    if (isLinked) this.#nodes.set(inode, node);
    const path = this.#pathOf(entry.name);
    if (path === '/') this.#describeRoot(node);
    else this.tree.put(path, node);
    const own = contentOffset - offset + padded(size);
    // A directory that comes again is the one that is there.
    const kept = path === '/' ? this.tree.root : (this.tree.lookup(path) ?? node);
    this.stored.set(kept, (this.stored.get(kept) ?? 0) + own);
  }

  #describeRoot({ mode, uid, gid, mtime }: TreeNode): void {
    Object.assign(this.tree.root, { mode, uid, gid, mtime });
  }

  async #content(entry: ArchiveEntry, isUnpacked: boolean): Promise<Content> {
    if (isUnpacked) return this.context.keep(entry.chunks(), entry.size);
    return { kind: 'part', path: this.path, offset: entry.contentOffset };
  }

  async #node(entry: ArchiveEntry): Promise<TreeNode> {
    const { type, mode, uid, gid, mtime } = entry;
    const attributes = { mode, uid, gid, mtime };
    switch (type) {
      case 'directory':
        return { type, ...attributes, children: new Map() };
      case 'file': {
        const content = { kind: 'bytes', bytes: new Uint8Array() } as const;
        return { type, ...attributes, size: 0, content };
      }
      case 'symlink':
        return { type, ...attributes, target: await entry.linkTarget() };
      case 'character':
      case 'block':
        return { type, ...attributes, major: entry.rdevMajor, minor: entry.rdevMinor };
      default:
        return { type, ...attributes };
    }
  }

  #pathOf(name: string): BytePath {
    const components = name.split('/').filter((each) => each !== '' && each !== '.');
    if (components.includes('..')) throw damagedName(this.path, name);
    return `/${components.join('/')}`;
  }
}

function padded(size: number): number {
  return size + (-size & 3);
}
