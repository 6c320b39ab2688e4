import {
  type BytePath,
  displayPath,
  type PristineFile,
  type PristineOptions,
} from '@supermin/core';
import type { InstalledPackage } from '../database/installed-package.ts';
import { downloadFailed } from '../errors.ts';
import { type AptContext, aptDownload, aptName } from './apt.ts';
import { readArchive } from './archive.ts';
import type { PristineContext } from './pristine.ts';
import type { ChangedPackage } from './sort-out.ts';

/** Downloads the packages and takes just the wanted files out of their archives. */
export async function downloadedFiles(
  context: PristineContext,
  changed: readonly ChangedPackage[],
  options: PristineOptions,
): Promise<PristineFile[]> {
  const apt: AptContext = { ...context, options };
  const archives = await downloadExact(
    apt,
    changed.map((each) => each.package),
  );
  const files: PristineFile[] = [];
  for (const [number, each] of changed.entries()) {
    const archive =
      archives.get(aptName(each.package)) ??
      (await downloadNewest(context, apt, each.package, number));
    files.push(...(await unpack(context, archive, each)));
  }
  return files;
}

/** The installed versions: all in one call; when apt cannot have one of them it fetches none, so then one by one. */
async function downloadExact(
  apt: AptContext,
  packages: readonly InstalledPackage[],
): Promise<Map<string, BytePath>> {
  const specs = packages.map((each) => `${aptName(each)}=${each.version}`);
  const together = await aptDownload(apt, 'exact', specs);
  const archives = new Map(together.archives);
  if (together.complaint === '' || specs.length === 1) return archives;
  for (const [number, spec] of specs.entries()) {
    if (archives.has(aptName(packages[number]!))) continue;
    const alone = await aptDownload(apt, `exact-${number}`, [spec]);
    for (const [name, path] of alone.archives) archives.set(name, path);
  }
  return archives;
}

/** A host that is behind its mirror (or ahead of it) has versions that no mirror holds any more. */
async function downloadNewest(
  { report }: PristineContext,
  apt: AptContext,
  found: InstalledPackage,
  number: number,
): Promise<BytePath> {
  const { archives, complaint, status } = await aptDownload(apt, `newest-${number}`, [
    aptName(found),
  ]);
  // The newest version may be of another architecture: `all` has become native, or the other way round.
  const archive = archives.get(aptName(found)) ?? [...archives.values()][0];
  if (archive === undefined) throw downloadFailed(found.id, firstLine(complaint), status);
  report({
    kind: 'warning',
    text: `${found.id} ${found.version} cannot be downloaded any more; its config files are taken from the newest version`,
    hint: 'upgrade the package, or take the config files as they are with --use-installed',
  });
  return archive;
}

function firstLine(complaint: string): string {
  const line = complaint.split('\n').find((each) => each.startsWith('E: '));
  return line?.slice(3) ?? (complaint.split('\n')[0] || 'apt-get did not say why');
}

async function unpack(
  { report, signal }: PristineContext,
  archive: BytePath,
  { package: found, shipped }: ChangedPackage,
): Promise<PristineFile[]> {
  const entries = await readArchive(archive, new Set(shipped.keys()), signal);
  for (const path of shipped.keys()) {
    if (entries.has(path)) continue;
    report({
      kind: 'warning',
      text: `${displayPath(path)}: not in the archive of ${found.id}; it is left out`,
    });
  }
  return [...entries].map(([path, entry]) => ({ ...entry, path: shipped.get(path)! }));
}
