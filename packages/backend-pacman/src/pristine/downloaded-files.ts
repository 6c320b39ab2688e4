import { compareBytes, displayPath, type PristineFile, type PristineOptions } from '@supermin/core';
import type { InstalledPackage } from '../database/installed-package.ts';
import { findOriginals } from '../download/find-originals.ts';
import { readArchive } from './archive.ts';
import type { ConfigFiles, PristineContext } from './pristine.ts';

/** Finds the originals of the packages and takes just the wanted files out of them. */
export async function downloadedFiles(
  context: PristineContext,
  changed: readonly ConfigFiles[],
  options: PristineOptions,
): Promise<PristineFile[]> {
  const arch = mainArchitecture(context.packages);
  const packages = changed.map((each) => each.package);
  const archives = await findOriginals({ ...context, arch }, packages, options);
  const files: PristineFile[] = [];
  for (const { package: found, paths } of changed) {
    const originals = await readArchive(archives.get(found)!, paths, context.signal);
    const there = new Set(originals.map(({ path }) => path));
    for (const path of paths) {
      if (there.has(path)) continue;
      context.report({
        kind: 'warning',
        text: `${displayPath(path)}: not in the archive of ${found.id}; it is left out`,
      });
    }
    files.push(...originals);
  }
  return files;
}

/** That of most packages; a root with none of any machine's asks for any. */
function mainArchitecture(packages: readonly InstalledPackage[]): string {
  const counts = new Map<string, number>();
  for (const { arch } of packages)
    if (arch !== 'any') counts.set(arch, (counts.get(arch) ?? 0) + 1);
  const [most] = [...counts].sort(([a, n], [b, m]) => m - n || compareBytes(a, b));
  return most?.[0] ?? 'any';
}
