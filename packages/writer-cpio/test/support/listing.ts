import { createHash } from 'node:crypto';
import { type BigIntStats, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** What a comparison looks at. */
export interface Entry {
  type: string;
  mode: string;
  owner: string;
  size: number;
  /** Seconds. */
  mtime: number;
  /** Link target, device number or hash of the content. */
  content: string;
}

/** Everything below a directory, by its path there (`/usr/bin`), names in latin-1. */
export function list(top: string): Map<string, Entry> {
  const listing = new Map<string, Entry>();
  const visit = (directory: string) => {
    const names = readdirSync(Buffer.from(`${top}${directory}/`, 'latin1'), { encoding: 'latin1' });
    for (const name of names.sort()) {
      const path = `${directory}/${name}`;
      const full = Buffer.from(top + path, 'latin1');
      const stats = lstatSync(full, { bigint: true });
      listing.set(path, entry(full, stats));
      if (stats.isDirectory()) visit(path);
    }
  };
  visit('');
  return listing;
}

function entry(path: Buffer, stats: BigIntStats): Entry {
  const common = {
    mode: (Number(stats.mode) & 0o7777).toString(8),
    owner: `${stats.uid}:${stats.gid}`,
    mtime: Number(stats.mtimeNs / 1_000_000_000n),
    size: 0,
    content: '',
  };
  // The size of a directory is the filesystem's business.
  if (stats.isDirectory()) return { ...common, type: 'directory' };
  if (stats.isSymbolicLink()) {
    return { ...common, type: 'symlink', content: readlinkSync(path, 'latin1') };
  }
  if (stats.isFile()) {
    const content = createHash('sha256').update(readFileSync(path)).digest('hex');
    return { ...common, type: 'file', size: Number(stats.size), content };
  }
  const type = stats.isFIFO() ? 'fifo' : stats.isBlockDevice() ? 'block' : 'character';
  return { ...common, type, content: stats.isFIFO() ? '' : String(stats.rdev) };
}

/** Differences as readable lines: `PATH: WHAT: FIRST / SECOND`. */
export function differences(first: Map<string, Entry>, second: Map<string, Entry>): string[] {
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
