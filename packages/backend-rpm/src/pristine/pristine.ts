import {
  type BytePath,
  type CallContext,
  compareBytes,
  type PackageFile,
  type PristineFile,
  type PristineOptions,
} from '@supermin/core';
import type { InstalledPackage } from '../database/installed-package.ts';
import type { Family } from '../families/family.ts';
import { downloadedFiles } from './downloaded-files.ts';
import { installedFiles } from './installed-files.ts';
import { sortOut } from './sort-out.ts';

export interface PristineContext extends CallContext {
  family: Family;
  /** What repositories call this release: `39`. Undefined if no package says. */
  releaseVersion: string | undefined;
}

/** A package and which of its files are config files of the appliance. */
export interface PackageFiles {
  package: InstalledPackage;
  paths: ReadonlySet<BytePath>;
}

/**
 * The config files of the packages, as shipped, sorted by path: from the host where they are unchanged, from the
 * packages' archives where they are not. With `useInstalled`: the host's, whatever is in them.
 */
export async function pristineFiles(
  context: PristineContext,
  contents: readonly { package: InstalledPackage; files: readonly PackageFile[] }[],
  options: PristineOptions,
): Promise<PristineFile[]> {
  const packages = contents.map((each) => ({
    package: each.package,
    paths: new Set(each.files.filter(({ config }) => config).map(({ path }) => path)),
  }));
  if (options.useInstalled) {
    const paths = new Set(packages.flatMap((each) => [...each.paths]));
    return sorted(installedFiles(context, [...paths]));
  }
  return sorted(await originals(context, packages, options));
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
    text: `rpm: ${unchanged.length} config files are pristine, ${count} in ${changed.length} packages are not`,
  });
  if (changed.length === 0) return unchanged;
  return [...unchanged, ...(await downloadedFiles(context, changed, options))];
}

/** Packages of two architectures share their config files: the first one counts. */
function sorted(files: readonly PristineFile[]): PristineFile[] {
  const byPath = new Map<string, PristineFile>();
  for (const file of files) if (!byPath.has(file.path)) byPath.set(file.path, file);
  return [...byPath.values()].sort((a, b) => compareBytes(a.path, b.path));
}
