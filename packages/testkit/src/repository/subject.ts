import type { Backend } from '@supermin/core';

/** A backend that reads repositories, and one to test it on. */
export interface RepositorySubject {
  backend: Backend;
  /** Directory of the plugin's package: its package.json is read. */
  package: string | URL;
  /**
   * Makes a repository in an empty directory, its package files in `file:` addresses, and gives what `--from` takes. The smaller the
   * better: a package that needs another one.
   */
  repository: (directory: string) => string | Promise<string>;
  /** As `--arch` takes it. Default: this machine's. */
  arch?: string;
  /** Names that are asked for. */
  names: readonly string[];
  /** `NAME VERSION` of all packages that they mean, in any order. */
  packages: readonly string[];
  /** What is in some files of theirs, by path. */
  files: Readonly<Record<string, string>>;
}
