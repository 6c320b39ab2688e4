import { createHash } from 'node:crypto';
import { firstFew, type OutputContents } from '@supermin/core';
import type { Inventory, InventoryPackage } from '../model/inventory.ts';
import { type DigestedFiles, type Digests, digestFiles } from './digests.ts';

/** What both kinds of SBOM are made of. */
export interface SbomDocument {
  name: string;
  /** When it was made. */
  created: Date;
  /** Version of supermin. */
  toolVersion: string;
  /** From all that is in it: the same contents, the same number. */
  uuid: string;
  packages: readonly SbomPackage[];
  /** Of no package. */
  files: readonly SbomFile[];
}

export interface SbomPackage extends InventoryPackage {
  contains: readonly SbomFile[];
}

export interface SbomFile extends Digests {
  path: string;
}

export interface SbomOptions {
  created: Date;
  toolVersion: string;
  signal: AbortSignal;
  /** Told of files that cannot be read, and so are not in it. */
  warn: (text: string) => void;
}

/** So many are named. */
const NAMED = 3;

const NO_FILES: DigestedFiles = { digests: new Map(), unread: [] };

/** @param contents of the inventory, where files are known */
export async function sbomDocument(
  inventory: Inventory,
  contents: OutputContents | undefined,
  { created, toolVersion, signal, warn }: SbomOptions,
): Promise<SbomDocument> {
  const found = contents === undefined ? NO_FILES : await digestFiles(contents, signal);
  const { digests, unread } = found;
  if (unread.length > 0) warn(unreadText(unread));
  const owned: SbomFile[][] = inventory.packages.map(() => []);
  const files: SbomFile[] = [];
  for (const { path, package: owner } of inventory.files ?? []) {
    const own = digests.get(path);
    if (own === undefined) continue;
    const list = owner === undefined ? files : owned[owner]!;
    list.push({ path, ...own });
  }
  const packages = inventory.packages.map((pkg, index) => ({ ...pkg, contains: owned[index]! }));
  const name = inventory.subject.join(' ');
  const uuid = uuidOf(JSON.stringify([name, packages, files]));
  return { name, created, toolVersion, uuid, packages, files };
}

function unreadText(unread: readonly string[]): string {
  const named = firstFew(unread, NAMED);
  const what =
    unread.length === 1
      ? '1 file cannot be read, and is left out'
      : `${unread.length} files cannot be read, and are left out`;
  return `${what}: ${named}`;
}

/** Version 8 of RFC 9562: our own bits. */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-8$4-$5');
}
