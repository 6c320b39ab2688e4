import {
  chmodSync,
  lchownSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { type BytePath, joinPath, parentPath, systemErrorCode, toSystemPath } from '@supermin/core';
import type { ArchiveEntry } from '@supermin/newc';
import { archiveRefused } from '../errors/files.ts';
import { CountedList } from './counted-list.ts';
import type { FileProblem } from './file-problem.ts';
import { makeNode } from './make-node.ts';
import { RegularFiles } from './regular-files.ts';
import { systemError } from './remove-old.ts';

/**
 * Where an archive of a VM is unpacked. The VM is not trusted: nothing outside of the destination is written to, whatever the
 * archive says. A name goes down from it through real directories only, each looked at once; nothing ever replaces a directory, so that
 * what was seen stays true; and only files that were made here are written to.
 */
export class Destination {
  readonly problems = new CountedList<FileProblem>();
  /** Sockets, and where owners are not kept devices. */
  readonly skipped = new CountedList<BytePath>();
  /** Directories below the root that are no links. */
  readonly #directories = new Set<string>();
  readonly #files: RegularFiles;
  /** Made here; get their modes and times when all is in them. */
  readonly #finish: { path: BytePath; set: () => void }[] = [];

  constructor(
    private readonly root: BytePath,
    private readonly owners: boolean,
  ) {
    this.#files = new RegularFiles(owners);
  }

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
        return await this.#files.make(entry, path);
      case 'symlink': {
        const target = Buffer.from(await entry.linkTarget(), 'latin1');
        this.#files.remove(path);
        symlinkSync(target, toSystemPath(path));
        if (this.owners) lchownSync(toSystemPath(path), entry.uid, entry.gid);
        return lutimesSync(toSystemPath(path), entry.mtime, entry.mtime);
      }
      default:
        if (entry.type === 'socket' || !this.owners) {
          this.skipped.push(path);
          return;
        }
        this.#files.remove(path);
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
    // What was there before the copy, or was made by it already, keeps its owner, mode and times.
    if (stats !== undefined) return;
    if (isTop) mkdirSync(toSystemPath(parentPath(path)), { recursive: true });
    // The umask, or an access control list, has its say; until all is in it, it can be written to.
    mkdirSync(system, { mode: this.owners ? 0o700 : (entry.mode & 0o777) | 0o700 });
    const allowed = this.owners ? 0o7777 : lstatSync(system).mode & 0o777;
    const set = () => {
      if (this.owners) lchownSync(system, entry.uid, entry.gid);
      chmodSync(system, entry.mode & allowed);
      utimesSync(system, entry.mtime, entry.mtime);
    };
    this.#finish.push({ path, set });
  }
}

function printable(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);
}
