import type { InstalledPackage } from '../database/installed-package.ts';

/** What a download program is asked for. Paths are arguments: Unicode, as Node.js has them. */
export interface DownloadRequest {
  /** What the program calls the packages: see `Downloader.exact` and `Downloader.newest`. */
  specs: readonly string[];
  /** An existing, empty directory, in which the packages are to end up, at whatever depth. */
  target: string;
  /** An existing directory for the program's own files. */
  scratch: string;
  /** The user's configuration for the program. */
  config?: string;
  /** Undefined for the running system; else where the root's own files are. */
  root?: RootRequest;
}

/** Of a root that is not the running system only the repositories are taken; its database is not opened. */
export interface RootRequest {
  /** The file or directory as seen from outside, if the root has it. */
  find(path: string): string | undefined;
  releaseVersion?: string;
}

/** How a program that downloads packages is called: plain argument vectors, no I/O. */
export interface Downloader {
  program: string;
  /** It has no option for a configuration file. */
  ignoresConfig?: true;
  arguments(request: DownloadRequest): string[];
  /** Just this version. */
  exact(found: InstalledPackage): string;
  /** The newest version that there is. */
  newest(found: InstalledPackage): string;
}

/** A program by its name on PATH, and which way of calling it goes with what `--version` prints. */
export interface DownloadProgram {
  program: string;
  dialect(version: string): Downloader;
}

/** Flag and value as one argument; nothing without a value. */
export function option(flag: string, value: string | undefined): string[] {
  return value === undefined ? [] : [`${flag}=${value}`];
}
