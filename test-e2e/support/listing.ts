import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  type Stats,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run, succeed } from './processes.ts';
import { IS_ROOT } from './users.ts';

/** What a comparison looks at; one line of text for each path. */
export interface Entry {
  type: string;
  mode: string;
  owner: string;
  size: number;
  mtime: number;
  /** Link target, device number or hash of the content. */
  content: string;
}

export type Listing = Map<string, Entry>;

/** Everything in an ext2 image, as the kernel sees it where it may be mounted, else as debugfs does. */
export async function listImage(image: string): Promise<Listing> {
  const directory = mkdtempSync(join(tmpdir(), 'supermin-image-'));
  const mounted = IS_ROOT && (await run('mount', ['-o', 'loop,ro', image, directory])).status === 0;
  try {
    if (!mounted) await succeed('debugfs', ['-R', `rdump / ${directory}`, image]);
    return listDirectory(directory);
  } finally {
    if (mounted) await succeed('umount', [directory]);
    rmSync(directory, { recursive: true, force: true });
  }
}

export function listDirectory(top: string): Listing {
  const listing: Listing = new Map();
  const visit = (directory: string) => {
    for (const name of readdirSync(Buffer.from(top + directory, 'latin1'), {
      encoding: 'latin1',
    }).sort()) {
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
  };
  // The size of a directory is the filesystem's business.
  if (stats.isDirectory()) return { ...common, type: 'directory', size: 0, content: '' };
  if (stats.isSymbolicLink()) {
    const target = readlinkSync(path, 'latin1');
    return { ...common, type: 'symlink', size: target.length, content: target };
  }
  if (!stats.isFile()) {
    return {
      ...common,
      type: 'special',
      size: 0,
      content: `${stats.mode & 0o170000}:${stats.rdev}`,
    };
  }
  const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
  return { ...common, type: 'file', size: stats.size, content: hash };
}

/** Differences as readable lines: `PATH: WHAT: FIRST / SECOND`. */
export function differences(first: Listing, second: Listing): string[] {
  const lines: string[] = [];
  for (const path of [...new Set([...first.keys(), ...second.keys()])].sort()) {
    const one = first.get(path);
    const other = second.get(path);
    if (one === undefined) lines.push(`${path}: only in the second`);
    else if (other === undefined) lines.push(`${path}: only in the first`);
    else {
      for (const key of Object.keys(one) as (keyof Entry)[]) {
        if (one[key] !== other[key]) lines.push(`${path}: ${key}: ${one[key]} / ${other[key]}`);
      }
    }
  }
  return lines;
}
