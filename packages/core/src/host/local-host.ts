import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  type Stats,
  statSync,
} from 'node:fs';
import { SuperminError, systemErrorCode } from '../errors/supermin-error.ts';
import { absolutePath } from '../path/absolute-path.ts';
import {
  type BytePath,
  displayPath,
  joinPath,
  parentPath,
  toSystemPath,
} from '../path/byte-path.ts';
import { linkTarget, MAXIMUM_LINKS } from '../path/links.ts';
import { pipeProgram } from '../process/pipe.ts';
import { runProgram } from '../process/run.ts';
import type { FileStatus, FileType, Host } from './host.ts';
import { readXattrs } from './read-xattrs.ts';

/** By the highest four bits of `st_mode`. */
const FILE_TYPES: readonly (FileType | undefined)[] = [
  ...[undefined, 'fifo', 'character', undefined, 'directory', undefined, 'block', undefined],
  ...['file', undefined, 'symlink', undefined, 'socket'],
] as (FileType | undefined)[];

/**
 * The host root on this machine's own filesystem: `/`, or any directory that holds an installed system.
 *
 * @param root a relative one counts from the current directory of now
 */
export function localHost(root: BytePath = '/'): Host {
  const absolute = absoluteRoot(root);
  const locate = absolute === '/' ? (path: BytePath) => path : new RootedPaths(absolute).locate;
  const follow = absolute === '/' ? locate : (path: BytePath) => followFinal(path, locate);
  const host: Host = {
    root: absolute,
    open: (path) => ({ kind: 'path', path: follow(path) }),
    readFile: (path) => readRegularFile(follow(path), path),
    lstat: (path) => optionalStatus(lstatSync, locate, path),
    stat: (path) => optionalStatus(statSync, follow, path),
    readdir: (path) => readdirSync(toSystemPath(follow(path)), { encoding: 'latin1' }).sort(),
    readlink: (path) => readlinkSync(toSystemPath(locate(path)), { encoding: 'latin1' }),
    xattrs: (paths, signal) => readXattrs(paths, locate, signal),
    run: runProgram,
    pipe: pipeProgram,
  };
  return host;
}

function absoluteRoot(root: BytePath): BytePath {
  return absolutePath(root).replace(/\/+$/, '') || '/';
}

/** Opened without blocking: in an image, any name may be that of a fifo. */
function readRegularFile(located: BytePath, path: BytePath): Buffer {
  const fd = openSync(toSystemPath(located), constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(fd);
    if (stats.isDirectory()) throw isDirectory(path);
    if (!stats.isFile()) {
      throw new SuperminError('HOST_FILE_TYPE', `${displayPath(path)} is not a regular file`);
    }
    return readFileSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** The system's error, which would not name the path. */
function isDirectory(path: BytePath): Error {
  const message = `EISDIR: illegal operation on a directory, read '${displayPath(path)}'`;
  return Object.assign(new Error(message), { code: 'EISDIR', syscall: 'read', path });
}

const NO_THROW = { throwIfNoEntry: false } as const;
const NOTHING_THERE: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG']);

/** For `lstat` and `stat`: undefined for what is not there; other errors go through. No function for each call: they are many. */
function optionalStatus(
  read: (path: string | Buffer, options: typeof NO_THROW) => Stats | undefined,
  locate: (path: BytePath) => BytePath,
  path: BytePath,
): FileStatus | undefined {
  try {
    const stats = read(toSystemPath(locate(path)), NO_THROW);
    return stats && fileStatus(stats);
  } catch (error) {
    const code = systemErrorCode(error);
    if (NOTHING_THERE.has(code ?? '')) return undefined;
    throw error;
  }
}

/** The plain numbers of a `Stats`. */
export function fileStatus(stats: Stats): FileStatus {
  // Node.js reads them as doubles, and of a double V8 makes an object each time it is taken from where it is kept.
  return {
    type: FILE_TYPES[stats.mode >>> 12] ?? 'file',
    mode: stats.mode & 0o7777,
    uid: integer(stats.uid),
    gid: integer(stats.gid),
    size: integer(stats.size),
    mtime: stats.mtimeMs / 1000,
    ctime: stats.ctimeMs / 1000,
    nlink: integer(stats.nlink),
    dev: integer(stats.dev),
    ino: integer(stats.ino),
    rdevMajor: deviceMajor(stats.rdev),
    rdevMinor: deviceMinor(stats.rdev),
    blocks: integer(stats.blocks),
  };
}

/** The same number; as an integer to V8, too, if it is one that fits. */
function integer(value: number): number {
  return value < 2 ** 31 ? value | 0 : value;
}

// Linux's encoding of dev_t: glibc's gnu_dev_major(3) and gnu_dev_minor(3). The high halves lie above bit 31.
function deviceMajor(rdev: number): number {
  const high = rdev < 2 ** 44 ? 0 : Math.floor(rdev / 2 ** 44) * 0x1000;
  return ((rdev >>> 8) & 0xfff) + high;
}

function deviceMinor(rdev: number): number {
  return (rdev & 0xff) | ((rdev >>> 12) & 0xfff00);
}

/** With a root of `/` the kernel follows links; inside another root we do, one at a time. */
function followFinal(path: BytePath, locate: (path: BytePath) => BytePath): BytePath {
  let current = path;
  for (let links = 0; links < MAXIMUM_LINKS; links++) {
    const located = locate(current);
    const stats = lstatSync(toSystemPath(located), NO_THROW);
    if (stats === undefined || !stats.isSymbolicLink()) return located;
    current = linkTarget(current, readlinkSync(toSystemPath(located), { encoding: 'latin1' }));
  }
  throw linkLoop(path);
}

/** What the system says of such links outside of a root. */
function linkLoop(path: BytePath): Error {
  const error = new Error(`ELOOP: too many symbolic links, ${displayPath(path)}`);
  return Object.assign(error, { code: 'ELOOP' });
}

/** Resolves directories inside a root, so that an absolute link in an image never leads to this machine's files. */
class RootedPaths {
  /** Directory as asked for → the same without links, both as seen from inside. */
  readonly #resolved = new Map<BytePath, BytePath>();

  constructor(private readonly root: BytePath) {}

  locate = (path: BytePath): BytePath => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    // A final `..` or `.` is a directory to resolve, not a name to append.
    if (name === '' || name === '.' || name === '..') {
      return this.#outside(this.#resolve(path, 0));
    }
    return joinPath(this.#outside(this.#resolve(parentPath(path), 0)), name);
  };

  #outside(inside: BytePath): BytePath {
    return inside === '/' ? this.root : this.root + inside;
  }

  #resolve(path: BytePath, links: number): BytePath {
    if (path === '/' || path === '' || path === '.') return '/';
    const known = this.#resolved.get(path);
    if (known !== undefined) return known;
    if (links > MAXIMUM_LINKS) throw linkLoop(path);
    const parent = this.#resolve(parentPath(path), links);
    const name = path.slice(path.lastIndexOf('/') + 1);
    const resolved = this.#step(parent, name, links);
    this.#resolved.set(path, resolved);
    return resolved;
  }

  #step(parent: BytePath, name: BytePath, links: number): BytePath {
    if (name === '' || name === '.') return parent;
    if (name === '..') return parentPath(parent);
    const inside = joinPath(parent, name);
    const stats = lstatSync(toSystemPath(this.root + inside), NO_THROW);
    if (stats === undefined || !stats.isSymbolicLink()) return inside;
    const target = readlinkSync(toSystemPath(this.root + inside), { encoding: 'latin1' });
    return this.#resolve(linkTarget(inside, target), links + 1);
  }
}
