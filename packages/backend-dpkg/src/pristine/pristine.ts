import {
  type CallContext,
  compareBytes,
  type PackageFile,
  type PristineFile,
  type PristineOptions,
} from '@supermin/core';
import type { Diversions } from '../database/diversions.ts';
import type { InstalledPackage } from '../database/installed-package.ts';
import { downloadedFiles } from './downloaded-files.ts';
import { installedFiles } from './installed-files.ts';
import { sortOut } from './sort-out.ts';

export interface PristineContext extends CallContext {
  diversions: Diversions;
  /** The root's native architecture. */
  native: string;
}

/** A package and its files in the appliance. */
export interface PackageFiles {
  package: InstalledPackage;
  files: readonly PackageFile[];
}

/**
 * The config files of the packages, as shipped, sorted by path: from the host where they are unchanged, from the
 * packages' archives where they are not. With `useInstalled`: the host's, whatever is in them.
 */
export async function pristineFiles(
  context: PristineContext,
  packages: readonly PackageFiles[],
  options: PristineOptions,
): Promise<PristineFile[]> {
  const owned = packages.map((each) => ({
    ...each,
    files: each.files.filter((file) => file.config),
  }));
  return options.useInstalled
    ? sorted(
        installedFiles(
          context,
          owned.flatMap((each) => each.files),
        ),
      )
    : sorted(await originals(context, owned, options));
}

async function originals(
  context: PristineContext,
  packages: readonly PackageFiles[],
  options: PristineOptions,
): Promise<PristineFile[]> {
  const { unchanged, changed } = await sortOut(context, packages);
  const count = changed.reduce((sum, each) => sum + each.shipped.size, 0);
  context.report({
    kind: 'message',
    level: 1,
    text: `dpkg: ${unchanged.length} config files are pristine, ${count} in ${changed.length} packages are not`,
  });
  if (changed.length === 0) return unchanged;
  return [...unchanged, ...(await downloadedFiles(context, changed, options))];
}

/** Twins share their config files: the first one counts. */
function sorted(files: readonly PristineFile[]): PristineFile[] {
  const byPath = new Map<string, PristineFile>();
  for (const file of files) if (!byPath.has(file.path)) byPath.set(file.path, file);
  return [...byPath.values()].sort((a, b) => compareBytes(a.path, b.path));
}
