import { createHash } from 'node:crypto';
import { closeSync, fstatSync, fsync, futimesSync, openSync, utimesSync } from 'node:fs';
import { promisify } from 'node:util';
import { readBaseArchive } from '../appliance/base-archive.ts';
import { writeAll } from '../copy/write-buffer.ts';
import type { Report } from '../events/event.ts';
import { type BytePath, toSystemPath } from '../path/byte-path.ts';
import { sha256 } from '../text/sha256.ts';
import { readContent } from '../tree/content.ts';
import { FileTree } from '../tree/file-tree.ts';
import type { Allowance } from './allowance.ts';
import { layerDamaged } from './errors.ts';
import type { Layer, LayerNotes, LayerSource, ReadEntries, StoredEntries } from './layer.ts';
import { LayerContents } from './layer-contents.ts';
import { entriesOf, type LayerEntry, putEntries } from './layer-entry.ts';

/**
 * A layer in the store is one file, which is written once:
 *
 *     contents of all files, one behind the other
 *     index, JSON in latin-1: { entries, notes, contents: SHA-256 of the above, size, time }
 *     trailer: 'supermin layer 1 ' LENGTH ' ' SHA-256, of the index; 96 bytes
 *
 * Its time of change is the one in its index: then nobody has written to it since, and the contents are not read to be believed.
 */
const MAGIC = 'supermin layer 1';
const TRAILER = 96;

interface Found extends Index {
  /** Bytes of the index itself. */
  indexBytes: number;
}

interface Index {
  entries: LayerEntry[];
  notes: LayerNotes;
  /** SHA-256 of the contents. */
  contents: string;
  /** Bytes of the contents. */
  size: number;
  /** Seconds since the epoch. */
  time: number;
}

export interface WriteLayerOptions {
  /** Where it is written. */
  temporary: BytePath;
  /** Where it is going to be. */
  file: BytePath;
  /** Bytes that its files may have. */
  allowance: Allowance;
  report: Report;
}

/** @throws SuperminError `ARCHIVE_*`, `LAYER_SIZE`, `TREE_*`; system errors */
export async function writeLayer(source: LayerSource, options: WriteLayerOptions): Promise<void> {
  const { name, members, notes } = source;
  const { report } = options;
  await writeEntries({ name, notes }, options, async (store) => {
    const tree = new FileTree();
    await readBaseArchive(members, { name, tree, store, report });
    return entriesOf(tree);
  });
}

/** The same, of entries that `read` gives. @throws what `read` throws; SuperminError `LAYER_SIZE`; system errors */
export async function writeEntries(
  { name, notes }: Pick<LayerSource, 'name' | 'notes'>,
  { temporary, file, allowance }: WriteLayerOptions,
  read: ReadEntries,
): Promise<void> {
  const fd = openSync(toSystemPath(temporary), 'wx', 0o600);
  const time = Math.floor(Date.now() / 1000);
  try {
    const store = new LayerContents(fd, file, { name, allowance });
    const entries = await read(store);
    const contents = store.finish();
    writeIndex(fd, { entries, notes, contents, size: store.size, time });
    // Others are unpacked meanwhile.
    await promisify(fsync)(fd);
  } finally {
    closeSync(fd);
  }
  utimesSync(toSystemPath(temporary), time, time);
}

function writeIndex(fd: number, index: Index): void {
  const bytes = Buffer.from(JSON.stringify(index), 'latin1');
  const trailer = `${MAGIC} ${bytes.length} ${sha256(bytes)}`.padEnd(TRAILER);
  const all = Buffer.concat([bytes, Buffer.from(trailer, 'latin1')]);
  writeAll(fd, all, all.length, index.size);
}

/** @throws SuperminError `LAYER_DAMAGED`; system errors */
export function readLayer(file: BytePath, digest: string): Layer {
  const { entries, notes } = readEntries(file);
  const tree = new FileTree();
  putEntries(tree, entries, file);
  return { digest, file, tree, notes };
}

/** @throws SuperminError `LAYER_DAMAGED`; system errors */
export function readEntries(file: BytePath): StoredEntries {
  const fd = openSync(toSystemPath(file), 'r');
  try {
    const { mtimeMs, size } = fstatSync(fd);
    const index = readIndex(fd, size);
    const untouched = index !== undefined && Math.round(mtimeMs) === index.time * 1000;
    if (index === undefined || (!untouched && hashOf(fd, index.size) !== index.contents)) {
      throw layerDamaged(file);
    }
    // It counts as used from now on: the access time is set by hand, as few filesystems keep it.
    futimesSync(fd, Date.now() / 1000, index.time);
    const { entries, indexBytes, notes } = index;
    return { file, entries, indexBytes, notes };
  } finally {
    closeSync(fd);
  }
}

function readIndex(fd: number, size: number): Found | undefined {
  if (size < TRAILER) return undefined;
  const trailer = readPiece(fd, size - TRAILER, TRAILER).toString('latin1');
  const [, length, digest] = /^supermin layer 1 (\d{1,12}) ([0-9a-f]{64}) *$/.exec(trailer) ?? [];
  const start = size - TRAILER - Number(length);
  if (digest === undefined || start < 0) return undefined;
  const bytes = readPiece(fd, start, Number(length));
  if (sha256(bytes) !== digest) return undefined;
  const index = JSON.parse(bytes.toString('latin1')) as Index;
  return index.size === start ? { ...index, indexBytes: bytes.length } : undefined;
}

function hashOf(fd: number, size: number): string {
  const hash = createHash('sha256');
  for (let at = 0; at < size; at += 1 << 20) {
    hash.update(readPiece(fd, at, Math.min(1 << 20, size - at)));
  }
  return hash.digest('hex');
}

function readPiece(fd: number, offset: number, length: number): Buffer {
  return readContent({ kind: 'descriptor', fd, offset: 0 }, offset, length);
}
