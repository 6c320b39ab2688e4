import { readRecord, type SealedRecord, writeRecord } from '../cache/sealed-record.ts';
import type { FileStatus } from '../host/host.ts';
import type { BytePath } from '../path/byte-path.ts';
import { sha256 } from '../text/sha256.ts';
import type { Xattrs } from '../tree/node.ts';
import type { Filesystems } from './filesystems.ts';

/** A file that was changed less than this many seconds ago could be changed once more without its time telling. */
const SETTLED = 2;

/** Where it is kept what the files of an appliance have. */
export interface KnownXattrsPlace {
  /** The user's cache directory. */
  cache: BytePath;
  /** The same for the same packages of the same root: so that a build reads of its own files, however many others there are. */
  appliance: string;
}

/** A file; nearly all have no attributes. */
type Row = [inode: number, ctime: number, ...xattrs: [name: string, base64: string][]];

/** Rows by device and inode. */
type Files = Map<number, Map<number, Row>>;

/**
 * Which extended attributes of files of this machine go into an appliance: so getfattr(1) is asked once for a file, not in each build.
 * A file is known by device, inode and time of change, which nobody can set: setfattr(1) and setcap(8) change it.
 *
 *     CACHE/xattrs/2-<SHA-256 of the appliance>.<seal>     [device, Row[]][] as JSON
 */
export class KnownXattrs {
  readonly #record: SealedRecord;
  readonly #kept: Files;
  readonly #added: Files = new Map();
  #looked = 0;

  constructor(
    { cache, appliance }: KnownXattrsPlace,
    private readonly filesystems: Filesystems,
  ) {
    this.#record = { cache, directory: 'xattrs', name: `2-${sha256(appliance)}` };
    this.#kept = decode(readRecord(this.#record));
  }

  /** Undefined of a file that has to be asked for. */
  of({ dev, ino, ctime }: FileStatus): Xattrs | 'none' | undefined {
    this.#looked++;
    const row = this.#kept.get(dev)?.get(ino);
    if (row === undefined || row[1] !== ctime) return undefined;
    return row.length === 2 ? 'none' : xattrsOf(row);
  }

  /** @param file as `lstat` saw it before its attributes were asked for @param path of it on the host */
  add(file: FileStatus, path: BytePath, xattrs: Xattrs = new Map()): void {
    const { dev, ino, ctime } = file;
    // Numbers of more bits are not exact: two files could look alike.
    if (ctime === undefined || !Number.isSafeInteger(ino)) return;
    if (Date.now() / 1000 - ctime <= SETTLED || !this.filesystems.tellChanges(dev, path)) return;
    put(this.#added, dev, [ino, ctime, ...encodeXattrs(xattrs)]);
  }

  /** Keeps what was added. */
  keep(): void {
    if (this.#added.size === 0) return;
    // What is left of removed files must not grow for ever.
    const all: Files = count(this.#kept) > 2 * this.#looked ? new Map() : this.#kept;
    for (const [dev, rows] of this.#added) for (const row of rows.values()) put(all, dev, row);
    writeRecord(this.#record, encode(all));
  }
}

function put(files: Files, dev: number, row: Row): void {
  const rows = files.get(dev) ?? new Map<number, Row>();
  files.set(dev, rows.set(row[0], row));
}

function count(files: Files): number {
  return [...files.values()].reduce((sum, rows) => sum + rows.size, 0);
}

function encode(files: Files): Buffer {
  const devices = [...files].map(([dev, rows]) => [dev, [...rows.values()]]);
  return Buffer.from(JSON.stringify(devices), 'latin1');
}

function decode(bytes: Buffer | undefined): Files {
  const devices = bytes && (JSON.parse(bytes.toString('latin1')) as [number, Row[]][]);
  return new Map(devices?.map(([dev, rows]) => [dev, new Map(rows.map((row) => [row[0], row]))]));
}

function encodeXattrs(xattrs: Xattrs): [name: string, base64: string][] {
  return [...xattrs].map(([name, value]) => [name, Buffer.from(value).toString('base64')]);
}

function xattrsOf([, , ...xattrs]: Row): Xattrs {
  return new Map(xattrs.map(([name, base64]) => [name, Buffer.from(base64, 'base64')]));
}
