import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import {
  type BytePath,
  Pacer,
  SuperminError,
  toSystemPath,
  type Writer,
  type WriterContext,
} from '@supermin/core';
import {
  contentName,
  contentOffset,
  type FileNode,
  type FileTree,
  type TreeEntry,
  type TreeNode,
} from '@supermin/core/writer';
import type { Listed, Listing } from '../../src/index.ts';
import { digest } from '../../src/support/listing.ts';
import { attributesOf } from '../../src/writer/expected.ts';

type Header = Listed & { path: BytePath; size: number };

/** What a test breaks; each has a right default. */
export interface Toy {
  /** The entries that are written, from the tree's. */
  entries(entries: Iterable<TreeEntry>, tree: FileTree): Iterable<TreeEntry>;
  header(header: Header): Header;
  bytes(bytes: Buffer): Buffer;
  pacer(signal: AbortSignal): Pick<Pacer, 'due' | 'rest'>;
  shrunk(node: FileNode): void;
  output: string;
}

const RIGHT: Toy = {
  entries: (entries) => entries,
  header: (header) => header,
  bytes: (bytes) => bytes,
  pacer: (signal) => new Pacer(signal),
  shrunk: ({ content }) => {
    const name = contentName(content);
    throw new SuperminError('TOY_CHANGED', `${name} has changed`);
  },
  output: 'toy',
};

/**
 * A format for the tests: a line of JSON for each entry, a file's bytes after its line.
 *
 *     {"path":"/a","type":"file","size":5,...}\nhello{"path":"/b",...
 */
export function toyWriter(broken: Partial<Toy> = {}, more: Partial<Writer> = {}): Writer {
  const toy = { ...RIGHT, ...broken };
  return {
    name: 'toy',
    outputs: () => ['toy'],
    async inputs({ options }) {
      for (const [name, value] of Object.entries(options)) {
        const right = name === 'level' && Number(value) >= 1 && Number(value) <= 9;
        if (!right)
          throw new SuperminError('TOY_OPTION', `toy: --${name} ${value}: no such option`);
      }
      return { paths: [], facts: [] };
    },
    async write(tree, directory, context) {
      context.signal.throwIfAborted();
      const fd = openSync(toSystemPath(`${directory}/${toy.output}`), 'wx', 0o644);
      try {
        await writeEntries(toy, tree, fd, context);
      } finally {
        closeSync(fd);
      }
    },
    ...more,
  };
}

async function writeEntries(
  toy: Toy,
  tree: FileTree,
  fd: number,
  { signal, report }: WriterContext,
): Promise<void> {
  const pacer = toy.pacer(signal);
  const numbers = new Map<TreeNode, number>();
  let total = 0;
  for (const { node } of tree.walk()) if (node.type === 'file') total += node.size;
  let done = 0;
  const root = { path: '/', node: tree.root };
  for (const { path, node } of [root, ...toy.entries(tree.walk(), tree)]) {
    const first = !numbers.has(node);
    if (first) numbers.set(node, numbers.size);
    const size = node.type === 'file' ? node.size : 0;
    writeSync(
      fd,
      `${JSON.stringify(toy.header(headerOf(path, node, numbers.get(node)!, size)))}\n`,
    );
    const writeBuffer = Buffer.alloc(Math.min(size, 1 << 20));
    for (let offset = 0; offset < size; offset += writeBuffer.length) {
      const length = Math.min(writeBuffer.length, size - offset);
      const bytes = writeBuffer.subarray(0, length);
      if (read(node as FileNode, bytes, offset) < length) toy.shrunk(node as FileNode);
      writeSync(fd, toy.bytes(bytes));
      done += length;
      if (pacer.due()) {
        report({ kind: 'progress', done, total, unit: 'bytes' });
        await pacer.rest();
      }
    }
  }
  report({ kind: 'progress', done, total, unit: 'bytes' });
}

function headerOf(path: BytePath, node: TreeNode, number: number, size: number): Header {
  const { type, mode, uid, gid, mtime } = node;
  const device = 'major' in node ? `${node.major}:${node.minor}` : '';
  return {
    ...{ path, type, mode, uid, gid, mtime: Math.floor(mtime), size, inode: String(number) },
    content: type === 'symlink' ? node.target : device,
    xattrs: attributesOf(node),
  };
}

function read({ content }: FileNode, into: Buffer, offset: number): number {
  if (content.kind === 'bytes') {
    return Buffer.from(content.bytes).copy(into, 0, offset, offset + into.length);
  }
  if (content.kind === 'descriptor') {
    return readSync(content.fd, into, 0, into.length, content.offset + offset);
  }
  const fd = openSync(toSystemPath(content.path), 'r');
  try {
    return readSync(fd, into, 0, into.length, contentOffset(content) + offset);
  } finally {
    closeSync(fd);
  }
}

export function readToy(output: string): Listing {
  const bytes = readFileSync(join(output, 'toy'));
  const listing: Listing = new Map();
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf('\n', at);
    const { path, size, ...entry } = JSON.parse(bytes.toString('utf8', at, end)) as Header;
    at = end + 1 + size;
    if (entry.type === 'file') entry.content = digest(bytes.subarray(end + 1, at));
    listing.set(path, entry);
  }
  return listing;
}
