import type { DownloadProgram } from '../download/downloader.ts';

/**
 * A group of distributions that manage packages alike. A new one is a file like its neighbours, a line in `index.ts`, and
 * the same name and ids in the manifest in package.json (a test compares them).
 */
export interface Family {
  /** A line of `--list-drivers`: `fedora/rpm`. */
  name: string;
  /** Values of ID and ID_LIKE in os-release(5). */
  ids: readonly string[];
  /** Files that tell it where there is no os-release. */
  releaseFiles: readonly string[];
  /** What may download packages, the preferred one first. */
  downloaders: readonly DownloadProgram[];
}
