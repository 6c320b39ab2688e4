import { type BytePath, type CallContext, displayPath, type PristineOptions } from '@supermin/core';
import type { InstalledPackage } from '../database/installed-package.ts';
import { chooseDownloader } from '../download/choose-downloader.ts';
import { downloadOriginals } from '../download/download-originals.ts';
import type { Family } from '../families/family.ts';

export interface DownloadContext extends CallContext {
  family: Family;
  /** What repositories call this release: `39`. Undefined if no package says. */
  releaseVersion: string | undefined;
  options: PristineOptions;
}

/** Downloads the packages' archives by the program that the distribution uses. */
export async function download(
  context: DownloadContext,
  packages: readonly InstalledPackage[],
): Promise<Map<InstalledPackage, BytePath>> {
  const { family, options, report } = context;
  const downloader = await chooseDownloader(context, family.downloaders);
  if (downloader.ignoresConfig && options.packagerConfig !== undefined) {
    report({
      kind: 'warning',
      text: `${downloader.program} takes no configuration file: ${displayPath(options.packagerConfig)} is not used`,
    });
  }
  return downloadOriginals({ ...context, downloader }, packages);
}
