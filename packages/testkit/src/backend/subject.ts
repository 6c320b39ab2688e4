import type { Backend, BytePath } from '@supermin/core';

/** What is known of a package of the fixture root, by hand or by the package manager's own tools. */
export interface ExpectedPackage {
  /** The name by which it is found. */
  name: string;
  version: string;
  arch: string;
  /** What else means it: names that it provides, absolute paths of its files, other spellings. */
  alsoFoundBy?: readonly string[];
  /** Names of all packages that it needs, itself among them, in any order. Those that cannot be told by name, by id. */
  closure: readonly string[];
  /** All its files and directories, in any order. Default: not looked at. */
  files?: readonly BytePath[];
  /** Those of its files that are config files. Default: not looked at. */
  config?: readonly BytePath[];
}

/** The backend that is tested, and a root to test it on. */
export interface BackendSubject {
  backend: Backend;
  /** Directory of the plugin's package: its package.json is read. */
  package: string | URL;
  /**
   * A root with installed packages: a directory, which is copied, or what makes one of an empty directory. The smaller the
   * better. It needs two packages that need each other, a name that is provided, a path, and an unedited config file.
   */
  root: string | ((directory: string) => void | Promise<void>);
  /** Which of the manifest's families the root is of; default: the first. */
  family?: string;
  /** The files of its database, as seen from inside of the root: each of them is damaged. */
  database: readonly BytePath[];
  /** Where a database is a directory of many files: that directory. A root without it has no database. Default: the files. */
  wholeDatabase?: BytePath;
  packages: readonly ExpectedPackage[];
  /** Names of the essential packages of the root, for a backend that tells them, in any order. Default: not looked at. */
  essential?: readonly string[];
}
