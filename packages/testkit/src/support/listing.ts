import { createHash } from 'node:crypto';
import {
  type BytePath,
  displayPath,
  type FileStatus,
  type FileType,
  fromUnicode,
  type Host,
  joinPath,
  localHost,
} from '@supermin/core';
import { readAttributes } from './attributes.ts';

/** One path of a directory tree, as it is compared. */
export interface Listed {
  type: FileType;
  /** Permission bits with setuid, setgid and sticky; of a symbolic link: 0o777. */
  mode: number;
  uid: number;
  gid: number;
  /** Whole seconds since the epoch. */
  mtime: number;
  /** SHA-256 of a file, target of a symbolic link, `major:minor` of a device; else empty. */
  content: string;
  /** Equal for two names of one inode. */
  inode: string;
  /** Values in hexadecimal by name, of the `user.` namespace; absent where that cannot be told. */
  xattrs?: Readonly<Record<string, string>>;
  /** 512-byte units that a file really takes; absent where that cannot be told. */
  blocks?: number;
}

/** By absolute path inside of the tree; the root itself is `/`. */
export type Listing = Map<BytePath, Listed>;

/**
 * Everything below a directory of this machine. For `read` of a writer's test: unpack the output with a program that is
 * not yours, and list the directory.
 */
export function listDirectory(directory: string): Listing {
  const host = localHost(fromUnicode(directory));
  const listing: Listing = new Map();
  const attributes = readAttributes(directory);
  const list = (path: BytePath) => {
    const status = host.lstat(path)!;
    const { type, uid, gid, dev, ino, blocks } = status;
    listing.set(path, {
      type,
      uid,
      gid,
      inode: `${dev}:${ino}`,
      blocks,
      content: contentOf(host, path, status),
      mode: type === 'symlink' ? 0o777 : status.mode,
      mtime: Math.floor(status.mtime),
      xattrs: attributes && (attributes.get(path) ?? {}),
    });
    return type;
  };
  list('/');
  const pending: BytePath[] = ['/'];
  for (let parent = pending.pop(); parent !== undefined; parent = pending.pop()) {
    for (const name of host.readdir(parent)) {
      const path = joinPath(parent, name);
      if (list(path) === 'directory') pending.push(path);
    }
  }
  return listing;
}

function contentOf(host: Host, path: BytePath, status: FileStatus): string {
  switch (status.type) {
    case 'file':
      return digest(host.readFile(path));
    case 'symlink':
      return host.readlink(path);
    case 'character':
    case 'block':
      return `${status.rdevMajor}:${status.rdevMinor}`;
    default:
      return '';
  }
}

export function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Sentences about how `found` differs from `expected` in the given fields; paths that only `found` has are `added`. */
export function differences(
  expected: Listing,
  found: Listing,
  fields: readonly ('type' | 'mode' | 'uid' | 'gid' | 'mtime' | 'content')[],
): { lines: string[]; added: BytePath[] } {
  const lines: string[] = [];
  for (const [path, entry] of expected) {
    const there = found.get(path);
    if (there === undefined) lines.push(`${displayPath(path)} is missing`);
    else {
      for (const field of fields) {
        const [wanted, is] = [entry[field], there[field]].map((value) => show(field, value));
        if (wanted !== is) lines.push(`${displayPath(path)}: ${field} is ${is}, not ${wanted}`);
      }
    }
  }
  return { lines, added: [...found.keys()].filter((path) => path !== '/' && !expected.has(path)) };
}

function show(field: string, value: string | number): string {
  return field === 'mode' ? value.toString(8) : displayPath(String(value));
}
