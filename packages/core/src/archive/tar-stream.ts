import { SourceReader } from '../copy/source-reader.ts';
import { SourceStamps, sourceChanged } from '../copy/source-stamps.ts';
import type { Report } from '../events/event.ts';
import { Pacer } from '../events/pacer.ts';
import { type BytePath, displayPath } from '../path/byte-path.ts';
import { sourceOf } from '../tree/content.ts';
import type { FileTree } from '../tree/file-tree.ts';
import type { FileNode, TreeNode } from '../tree/node.ts';
import type { TreeEntry } from '../tree/walk-directory.ts';
import { encodeHeader, endOfArchive, padding } from './tar/encode-header.ts';

const CHUNK = 1 << 18;

const TYPES = { file: '0', symlink: '2', character: '3', block: '4', directory: '5', fifo: '6' };

export interface TarStreamOptions {
  signal: AbortSignal;
  /** Gets `progress` in bytes of files, and a warning for what is left out. */
  report: Report;
}

/**
 * A tree as a tar archive, POSIX format, with its root (`./`), hard links and extended attributes (`SCHILY.xattr`, as GNU tar and
 * others have them). Sockets are left out, as no tar holds them; so are files that this user may not read. The same tree gives the
 * same bytes.
 *
 * @throws SuperminError `SOURCE_CHANGED`; the signal's reason; system errors
 */
export async function* tarStream(
  tree: FileTree,
  { signal, report }: TarStreamOptions,
): AsyncGenerator<Buffer> {
  signal.throwIfAborted();
  const pacer = new Pacer(signal);
  const entries = [{ path: '/.', node: tree.root } as TreeEntry, ...tree.walk()];
  const files = [
    ...new Set(entries.map(({ node }) => node).filter((node) => node.type === 'file')),
  ];
  const total = files.reduce((bytes, { size }) => bytes + size, 0);
  let done = 0;
  const contents = new FileContents(files);
  const names = new Map<TreeNode, BytePath>();
  try {
    for (const { path, node } of entries) {
      const first = names.get(node);
      const isNew = node.type === 'file' && first === undefined;
      if (node.type === 'socket' || (isNew && !contents.select(node))) {
        const why = node.type === 'socket' ? 'it is a socket' : 'permission denied';
        report({ kind: 'warning', text: `${displayPath(path)} is left out: ${why}` });
        continue;
      }
      yield header(path, node, first);
      if (node.type !== 'directory') names.set(node, first ?? path.slice(1));
      if (!isNew) continue;
      for (let offset = 0; offset < node.size; offset += CHUNK) {
        yield contents.read(offset, Math.min(CHUNK, node.size - offset));
        done = Math.min(done + CHUNK, total);
        if (!pacer.due()) continue;
        report({ kind: 'progress', done, total, unit: 'bytes' });
        await pacer.rest();
      }
      yield padding(node.size);
    }
    contents.verify();
  } finally {
    contents.close();
  }
  yield endOfArchive();
  report({ kind: 'progress', done: total, total, unit: 'bytes' });
}

/** @param first the name in the archive that the node has already: this one becomes a hard link */
function header(path: BytePath, node: TreeNode, first: BytePath | undefined): Buffer {
  const { type, mode, uid, gid, mtime, xattrs } = node;
  const name = path.slice(1);
  if (first !== undefined)
    return encodeHeader({ mode, uid, gid, mtime, size: 0, name, type: '1', linkname: first });
  const device = node.type === 'character' || node.type === 'block' ? node : undefined;
  return encodeHeader({
    mode,
    uid,
    gid,
    mtime,
    xattrs,
    name: type === 'directory' ? `${name}/` : name,
    type: TYPES[type as keyof typeof TYPES],
    size: node.type === 'file' ? node.size : 0,
    linkname: node.type === 'symlink' ? node.target : undefined,
    major: device?.major,
    minor: device?.minor,
  });
}

/** The bytes of one file after the other. */
class FileContents {
  readonly #index: Map<FileNode, number>;
  readonly #reader: SourceReader;
  readonly #stamps = new SourceStamps();

  constructor(files: readonly FileNode[]) {
    this.#index = new Map(files.map((node, index) => [node, index]));
    const sources = files.map(({ content }) => content);
    this.#reader = new SourceReader(sources, {
      shrank: sourceChanged,
      vanished: sourceChanged,
    });
  }

  /** False if this user may not read it. */
  select(node: FileNode): boolean {
    const path = sourceOf(node.content);
    if (path !== undefined) this.#stamps.note(path, node.size);
    return this.#reader.select(this.#index.get(node)!);
  }

  /** In memory of its own: whoever gets it may keep it. */
  read(offset: number, length: number): Buffer {
    const piece = Buffer.allocUnsafe(length);
    this.#reader.read(piece, 0, length, offset);
    return piece;
  }

  verify(): void {
    this.#stamps.verify();
  }

  close(): void {
    this.#reader.close();
  }
}
