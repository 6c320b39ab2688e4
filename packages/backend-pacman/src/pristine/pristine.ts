import {
  type BytePath,
  type CallContext,
  compareBytes,
  type PristineFile,
  type PristineOptions,
} from '@supermin/core';
import type { FileLists } from '../database/file-lists.ts';
import type { InstalledPackage } from '../database/installed-package.ts';
import { downloadedFiles } from './downloaded-files.ts';
import { installedFiles } from './installed-files.ts';
import { sortOut } from './sort-out.ts';

export interface PristineContext extends CallContext {
  lists: FileLists;
  /** All that are installed. */
  packages: readonly InstalledPackage[];
}

/** A package and which of its files are config files of the appliance. */
export interface ConfigFiles {
  package: InstalledPackage;
  paths: ReadonlySet<BytePath>;
}

/**
 * The config files of the packages, as shipped, sorted by path: from the host where they are unchanged, from the
 * packages' archives where they are not. With `useInstalled`: the host's, whatever is in them.
 */
export async function pristineFiles(
  context: PristineContext,
  packages: readonly ConfigFiles[],
  options: PristineOptions,
): Promise<PristineFile[]> {
  if (options.useInstalled) {
    const paths = packages.flatMap((each) => [...each.paths]);
    return sorted(installedFiles(context, paths));
  }
  const { unchanged, changed } = await sortOut(context, packages);
  const count = changed.reduce((sum, { paths }) => sum + paths.size, 0);
  context.report({
    kind: 'message',
    level: 1,
    text: `pacman: ${unchanged.length} config files are pristine, ${count} in ${changed.length} packages are not`,
  });
  if (changed.length === 0) return sorted(unchanged);
  return sorted([...unchanged, ...(await downloadedFiles(context, changed, options))]);
}

/** No two packages have one file, unless someone has forced it: the first one counts then. */
function sorted(files: readonly PristineFile[]): PristineFile[] {
  const byPath = new Map<string, PristineFile>();
  for (const file of files) if (!byPath.has(file.path)) byPath.set(file.path, file);
  return [...byPath.values()].sort((a, b) => compareBytes(a.path, b.path));
}
