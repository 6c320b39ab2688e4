import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  futimesSync,
  lchownSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { type BytePath, joinPath, systemErrorCode, toSystemPath } from '@supermin/core';
import type { ArchiveEntry } from '@supermin/newc';
import { archiveRefused } from '../errors/files.ts';
import type { FileProblem } from './file-problem.ts';
import { makeNode } from './make-node.ts';

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;

/**
 * Where an archive of a VM is unpacked. The VM is not trusted: nothing outside of the destination is written to, whatever the
 * archive says. A name goes down from it through real directories only, each looked at once; nothing ever replaces a directory, so that
 * what was seen stays true; and files are opened without following links.
 */
export class Destination {
  readonly problems: FileProblem[] = [];
  /** Sockets, and where owners are not kept devices. */
  readonly skipped: BytePath[] = [];
  /** Directories below the root that are no links. */
  readonly #directories = new Set<string>();
  /** The first name of each file with several. */
  readonly #links = new Map<string, BytePath>();
  /** Get their modes and times when all is in them. */
  readonly #finish: { path: BytePath; set: () => void }[] = [];

  constructor(
    private readonly root: BytePath,
    private readonly owners: boolean,
  ) {}

  /** @throws SuperminError `ARCHIVE_REFUSED` for a name that does not belong below the destination */
  async put(entry: ArchiveEntry): Promise<void> {
    const parts = this.#parts(entry.name);
    const path = parts.length === 0 ? this.root : joinPath(this.root, parts.join('/'));
    try {
      if (parts.length === 0) this.#checkTop(entry);
      else this.#checkParents(parts.slice(0, -1));
      await this.#make(entry, path);
    } catch (error) {
      const code = systemErrorCode(error);
      if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) throw error;
      this.problems.push({ path, code });
    }
  }

  finish(): void {
    for (const { path, set } of this.#finish.reverse()) {
      try {
        set();
      } catch (error) {
        this.problems.push({ path, code: systemErrorCode(error) ?? 'EIO' });
      }
    }
  }

  #parts(name: string): string[] {
    if (name === '.') return [];
    const parts = (name.startsWith('./') ? name.slice(2) : name).split('/');
    if (parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\0'))) {
      throw archiveRefused(this.root, `the name '${printable(name)}'`);
    }
    return parts;
  }

  #checkTop({ type }: ArchiveEntry): void {
    if (type !== 'file' && type !== 'directory') {
      throw archiveRefused(this.root, `a ${type} in place of a file or a directory`);
    }
  }

  #checkParents(parts: readonly string[]): void {
    for (let count = 0; count <= parts.length; count++) {
      const below = parts.slice(0, count).join('/');
      if (this.#directories.has(below)) continue;
      const path = count === 0 ? this.root : joinPath(this.root, below);
      const stats = count === 0 ? statSync(toSystemPath(path)) : lstatSync(toSystemPath(path));
      if (stats.isSymbolicLink()) throw systemError('ELOOP');
      if (!stats.isDirectory()) throw systemError('ENOTDIR');
      this.#directories.add(below);
    }
  }

  async #make(entry: ArchiveEntry, path: BytePath): Promise<void> {
    switch (entry.type) {
      case 'directory':
        return this.#makeDirectory(entry, path);
      case 'file':
        return await this.#makeFile(entry, path);
      case 'symlink': {
        const target = Buffer.from(await entry.linkTarget(), 'latin1');
        removeOld(path);
        symlinkSync(target, toSystemPath(path));
        if (this.owners) lchownSync(toSystemPath(path), entry.uid, entry.gid);
        return lutimesSync(toSystemPath(path), entry.mtime, entry.mtime);
      }
      default:
        if (entry.type === 'socket' || !this.owners) {
          this.skipped.push(path);
          return;
        }
        removeOld(path);
        makeNode(path, entry);
        lchownSync(toSystemPath(path), entry.uid, entry.gid);
        utimesSync(toSystemPath(path), entry.mtime, entry.mtime);
    }
  }

  #makeDirectory(entry: ArchiveEntry, path: BytePath): void {
    const system = toSystemPath(path);
    const isTop = path === this.root;
    const stats = lstatSync(system, { throwIfNoEntry: false });
    // The destination itself may be a link of the user's, and stays as it is.
    if (isTop && stats !== undefined && statSync(system).isDirectory()) return;
    if (stats?.isSymbolicLink()) throw systemError('ELOOP');
    if (stats?.isDirectory() === false) throw systemError('ENOTDIR');
    if (stats === undefined) mkdirSync(system, { recursive: isTop, mode: 0o700 });
    const set = () => {
      if (this.owners) lchownSync(system, entry.uid, entry.gid);
      chmodSync(system, this.#mode(entry));
      utimesSync(system, entry.mtime, entry.mtime);
    };
    this.#finish.push({ path, set });
  }

  async #makeFile(entry: ArchiveEntry, path: BytePath): Promise<void> {
    removeOld(path);
    const key = entry.nlink > 1 ? `${entry.segment}:${entry.ino}` : undefined;
    const first = key === undefined ? undefined : this.#links.get(key);
    if (first !== undefined) linkSync(toSystemPath(first), toSystemPath(path));
    else if (key !== undefined) this.#links.set(key, path);
    if (first !== undefined && entry.size === 0) return;
    const flags = O_WRONLY | O_NOFOLLOW | (first === undefined ? O_CREAT | O_EXCL : 0);
    const fd = openSync(toSystemPath(path), flags, 0o600);
    try {
      for await (const chunk of entry.chunks()) writeWhole(fd, chunk);
      if (this.owners) fchownSync(fd, entry.uid, entry.gid);
      fchmodSync(fd, this.#mode(entry));
      futimesSync(fd, entry.mtime, entry.mtime);
    } finally {
      closeSync(fd);
    }
  }

  /** A program that is setuid to somebody here is not what a VM has to say. */
  #mode({ mode }: ArchiveEntry): number {
    return mode & (this.owners ? 0o7777 : 0o777);
  }
}

/** What is there already, unless it is a directory. */
function removeOld(path: BytePath): void {
  try {
    unlinkSync(toSystemPath(path));
  } catch (error) {
    const code = systemErrorCode(error);
    if (code !== 'ENOENT') throw error;
  }
}

function writeWhole(fd: number, chunk: Uint8Array): void {
  for (let done = 0; done < chunk.length; ) done += writeSync(fd, chunk, done);
}

function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

function printable(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);
}
