import type { BytePath } from '@supermin/core';

/** When a signature is checked: pacman.conf(5), "PACKAGE AND DATABASE SIGNATURE CHECKING". */
export type Check = 'never' | 'optional' | 'required';

/** What `SigLevel` says. */
export interface SigLevel {
  package: Check;
  database: Check;
}

/** One repository, whose index is `NAME.db`. */
export interface Source {
  name: string;
  /** What a lock names: the directory of its files, or one above it. Without a final slash. */
  uri: string;
  /** Its directory below the address; '' if that is the directory. */
  directory: string;
  /** More addresses of the same. */
  mirrors: readonly string[];
  /** Which distribution's it is: see distributions.ts. */
  archive?: string | undefined;
  sigLevel: SigLevel;
  /** Keyrings whose keys may sign. */
  keyrings: readonly BytePath[];
}

/** What packages are taken from, in the order in which repositories are looked into. */
export interface Configuration {
  sources: Source[];
  /** Packages and groups that are taken only if they are asked for by name; names with wildcards. */
  ignored: { packages: readonly string[]; groups: readonly string[] };
  /** pacman's names; the first one is `$arch`. */
  architectures: readonly string[];
}
