import { displayPath, type PristineFile, type PristineOptions } from '@supermin/core';
import { chooseDownloader } from '../download/choose-downloader.ts';
import { downloadOriginals } from '../download/download-originals.ts';
import { readArchive } from './archive.ts';
import type { PristineContext } from './pristine.ts';
import type { ChangedPackage } from './sort-out.ts';

/** Downloads the packages and takes just the wanted files out of their archives. */
export async function downloadedFiles(
  context: PristineContext,
  changed: readonly ChangedPackage[],
  options: PristineOptions,
): Promise<PristineFile[]> {
  const downloader = await chooseDownloader(context, context.family.downloaders);
  if (downloader.ignoresConfig && options.packagerConfig !== undefined) {
    context.report({
      kind: 'warning',
      text: `${downloader.program} takes no configuration file: ${displayPath(options.packagerConfig)} is not used`,
    });
  }
  const packages = changed.map((each) => each.package);
  const archives = await downloadOriginals({ ...context, downloader, options }, packages);
  const files: PristineFile[] = [];
  for (const each of changed) {
    files.push(...(await unpack(context, archives.get(each.package)!, each)));
  }
  return files;
}

async function unpack(
  { report, signal }: PristineContext,
  archive: string,
  { package: found, shipped }: ChangedPackage,
): Promise<PristineFile[]> {
  const files = await readArchive(archive, shipped, signal);
  const there = new Set(files.map(({ path }) => path));
  for (const { path, missingOk } of shipped.values()) {
    if (there.has(path) || missingOk) continue;
    report({
      kind: 'warning',
      text: `${displayPath(path)}: not in the archive of ${found.id}; it is left out`,
    });
  }
  return files;
}
