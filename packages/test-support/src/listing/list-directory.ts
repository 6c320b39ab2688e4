import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from 'node:fs';

/** What a comparison looks at. */
export interface Entry {
  type: 'directory' | 'symlink' | 'file' | 'fifo' | 'socket' | 'block' | 'character';
  /** Permission bits with setuid, setgid and sticky, octal. */
  mode: string;
  /** `UID:GID`. */
  owner: string;
  /** Bytes of a file; else 0. */
  size: number;
  /** Seconds. */
  mtime: number;
  /** Link target, device number or hash of the content; else empty. */
  content: string;
}

/** By the path below the directory that was listed (`/usr/bin`); names are latin-1, one character per byte. */
export type Listing = Map<string, Entry>;

/** Everything below a directory, in a stable order. */
export function listDirectory(top: string): Listing {
  const listing: Listing = new Map();
  const visit = (directory: string) => {
    const names = readdirSync(Buffer.from(`${top}${directory}/`, 'latin1'), { encoding: 'latin1' });
    for (const name of names.sort()) {
      const path = `${directory}/${name}`;
      const full = Buffer.from(top + path, 'latin1');
      const stats = lstatSync(full);
      listing.set(path, entry(full, stats));
      if (stats.isDirectory()) visit(path);
    }
  };
  visit('');
  return listing;
}

function entry(path: Buffer, stats: Stats): Entry {
  const common = {
    mode: (stats.mode & 0o7777).toString(8),
    owner: `${stats.uid}:${stats.gid}`,
    mtime: Math.floor(stats.mtimeMs / 1000),
    size: 0,
    content: '',
  };
  // Each filesystem has a size of its own for a directory.
  if (stats.isDirectory()) return { ...common, type: 'directory' };
  if (stats.isSymbolicLink()) {
    return { ...common, type: 'symlink', content: readlinkSync(path, 'latin1') };
  }
  if (stats.isFile()) {
    const content = createHash('sha256').update(readFileSync(path)).digest('hex');
    return { ...common, type: 'file', size: stats.size, content };
  }
  if (stats.isFIFO()) return { ...common, type: 'fifo' };
  if (stats.isSocket()) return { ...common, type: 'socket' };
  const type = stats.isBlockDevice() ? 'block' : 'character';
  return { ...common, type, content: String(stats.rdev) };
}
