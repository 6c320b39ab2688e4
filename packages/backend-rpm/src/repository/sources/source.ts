import type { BytePath } from '@supermin/core';

/** A repository: a section of a .repo file. */
export interface Source {
  /** For messages, and the section's name. */
  id: string;
  /** Addresses of the same repository, without a final slash; none where a list of mirrors has them. */
  addresses: readonly string[];
  /** Which archive of a distribution it is, of which there are mirrors. */
  archive?: string | undefined;
  mirrorlist?: string | undefined;
  metalink?: string | undefined;
  /** Packages have to be signed. */
  checkPackages: boolean;
  /** Its index has to be signed. */
  checkIndex: boolean;
  /** Keyring files, or addresses of keys (https). */
  keys: readonly (BytePath | string)[];
  /** A repository with a lower number comes first. dnf's default is 99. */
  priority: number;
  /** Among equals, the cheaper comes first. dnf's default is 1000. */
  cost: number;
  /** Globs of packages that count as not there; and, if there are any, of the only ones that do. */
  exclude: readonly string[];
  include: readonly string[];
}
