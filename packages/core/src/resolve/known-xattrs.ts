import { statfsSync } from 'node:fs';
import { readRecord, type SealedRecord, writeRecord } from '../cache/sealed-record.ts';
import type { FileStatus } from '../host/host.ts';
import { type BytePath, toSystemPath } from '../path/byte-path.ts';
import type { Content, Xattrs } from '../tree/node.ts';
import { IdentityTable } from './identity-table.ts';

/** A file that was changed less than this many seconds ago could be changed once more without its time telling. */
const SETTLED = 2;

/** Files with attributes that are kept; nearly all have none. */
const MOST = 1000;

/**
 * Filesystems whose files have another time of change when their attributes were changed, and whose inode numbers stay, by
 * statfs(2): ext2 to ext4, XFS, Btrfs, F2FS.
 */
const RELIABLE: readonly number[] = [0xef53, 0x58465342, 0x9123683e, 0xf2f52010];

type Identity = string;

/**
 * Which extended attributes of files of this machine go into an appliance: so getfattr(1) is asked once for a file, not in each build.
 * A file is known by device, inode and time of change, which nobody can set: setfattr(1) and setcap(8) change it.
 *
 *     CACHE/xattrs/none-1.<seal>     files without any, an `IdentityTable`
 *     CACHE/xattrs/some-1.<seal>     [identity, [name, value in base64]...][] as JSON
 */
export class KnownXattrs {
  readonly #none: IdentityTable;
  readonly #some: Map<Identity, Xattrs>;
  readonly #devices = new Map<number, boolean>();
  #added = false;

  /**
   * @param cache the user's cache directory
   * @param locate where a file of the host is on this machine
   */
  constructor(
    private readonly cache: BytePath,
    private readonly locate: (path: BytePath) => Content,
  ) {
    this.#none = IdentityTable.decode(readRecord(this.#record('none-1')));
    this.#some = decode(readRecord(this.#record('some-1')));
  }

  /** Undefined of a file that has to be asked for. */
  of(file: FileStatus): Xattrs | 'none' | undefined {
    const { dev, ino, ctime } = file;
    if (ctime === undefined) return undefined;
    if (this.#none.has(dev, ino, ctime)) return 'none';
    return this.#some.size === 0 ? undefined : this.#some.get(identityOf(file));
  }

  /** @param file as `lstat` saw it before its attributes were asked for @param path of it on the host */
  add(file: FileStatus, path: BytePath, xattrs: Xattrs | undefined): void {
    const { dev, ino, ctime } = file;
    // Numbers of more bits are not exact: two files could look alike.
    if (ctime === undefined || !Number.isSafeInteger(ino)) return;
    if (Date.now() / 1000 - ctime <= SETTLED || !this.#isReliable(dev, path)) return;
    if (xattrs === undefined) this.#none.add(dev, ino, ctime);
    else this.#some.set(identityOf(file), xattrs);
    this.#added = true;
  }

  /** Keeps what was added. */
  keep(): void {
    if (!this.#added) return;
    writeRecord(this.#record('none-1'), this.#none.encode());
    if (this.#some.size > 0) writeRecord(this.#record('some-1'), encode(this.#some));
  }

  #record(name: string): SealedRecord {
    return { cache: this.cache, directory: 'xattrs', name };
  }

  #isReliable(dev: number, path: BytePath): boolean {
    let known = this.#devices.get(dev);
    if (known === undefined) {
      known = isReliable(() => this.locate(path));
      this.#devices.set(dev, known);
    }
    return known;
  }
}

function identityOf({ dev, ino, ctime }: FileStatus): Identity {
  return `${dev}:${ino}:${ctime}`;
}

function isReliable(locate: () => Content): boolean {
  try {
    const content = locate();
    return (
      content.kind === 'path' && RELIABLE.includes(statfsSync(toSystemPath(content.path)).type)
    );
  } catch {
    return false;
  }
}

type Row = [Identity, ...[name: string, value: string][]];

function decode(bytes: Buffer | undefined): Map<Identity, Xattrs> {
  const rows = bytes === undefined ? [] : (JSON.parse(bytes.toString('latin1')) as Row[]);
  return new Map(
    rows.map(([identity, ...xattrs]) => [
      identity,
      new Map(xattrs.map(([name, value]) => [name, Buffer.from(value, 'base64')])),
    ]),
  );
}

/** The latest ones. */
function encode(some: ReadonlyMap<Identity, Xattrs>): Buffer {
  const rows = [...some].slice(-MOST).map(([identity, xattrs]): Row => {
    const values = [...xattrs].map(([name, value]): [string, string] => [
      name,
      Buffer.from(value).toString('base64'),
    ]);
    return [identity, ...values];
  });
  return Buffer.from(JSON.stringify(rows), 'latin1');
}
