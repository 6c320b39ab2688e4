import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { type Entry, listDirectory } from '@supermin/test-support/listing';
import { run } from '@supermin/test-support/programs';

/** All that can be seen of a path. */
export interface FullEntry extends Omit<Entry, 'mtime'> {
  /** Microseconds. */
  mtime: number;
  /** The first of the paths that are names of the same file. */
  sameAs: string;
  /** By getfattr(1): names and values, sorted. */
  attributes: string;
  /** KiB on the disk, of files. */
  space: number;
}

export type FullListing = Map<string, FullEntry>;

/** A directory as `listDirectory` has it, with hard links, extended attributes, holes, and times to the microsecond. */
export async function listFully(top: string): Promise<FullListing> {
  const attributes = await attributesBelow(top);
  const first = new Map<bigint, string>();
  const listing: FullListing = new Map();
  for (const [path, entry] of listDirectory(top)) {
    const stats = lstatSync(Buffer.from(join(top, path), 'latin1'), { bigint: true });
    if (!stats.isDirectory() && !first.has(stats.ino)) first.set(stats.ino, path);
    listing.set(path, {
      ...entry,
      mtime: Number(stats.mtimeNs / 1000n),
      sameAs: first.get(stats.ino) ?? path,
      attributes: attributes.get(path) ?? '',
      space: stats.isFile() ? Number(stats.blocks) / 2 : 0,
    });
  }
  return listing;
}

async function attributesBelow(top: string): Promise<Map<string, string>> {
  const { stdout } = await run('getfattr', ['-PRhd', '-m', '-', '-e', 'hex', '.'], { cwd: top });
  const found = new Map<string, string>();
  for (const part of stdout.split('\n\n')) {
    const [head, ...lines] = part.split('\n');
    const name = head!
      .replace('# file: ', '')
      .replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
    found.set(`/${name}`, lines.filter(Boolean).sort().join(' '));
  }
  return found;
}
