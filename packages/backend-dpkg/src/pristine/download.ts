import type { BytePath, CallContext } from '@supermin/core';
import type { InstalledPackage } from '../database/installed-package.ts';
import { downloadFailed } from '../errors.ts';
import { type AptContext, aptDownload, aptName } from './apt.ts';

/**
 * Downloads the packages' archives: the installed version of each, or the newest one, with a warning, where that can no longer
 * be downloaded.
 *
 * @throws SuperminError `DPKG_DOWNLOAD_FAILED`
 */
export async function download(
  apt: AptContext & Pick<CallContext, 'report'>,
  packages: readonly InstalledPackage[],
): Promise<Map<InstalledPackage, BytePath>> {
  const exact = await downloadExact(apt, packages);
  const archives = new Map<InstalledPackage, BytePath>();
  for (const [number, found] of packages.entries()) {
    archives.set(found, exact.get(aptName(found)) ?? (await downloadNewest(apt, found, number)));
  }
  return archives;
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
  apt: AptContext & Pick<CallContext, 'report'>,
  found: InstalledPackage,
  number: number,
): Promise<BytePath> {
  const name = aptName(found);
  const { archives, complaint, status } = await aptDownload(apt, `newest-${number}`, [name]);
  // The newest version may be of another architecture: `all` has become native, or the other way round.
  const archive = archives.get(name) ?? [...archives.values()][0];
  if (archive === undefined) throw downloadFailed(found.id, firstLine(complaint), status);
  apt.report({
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
