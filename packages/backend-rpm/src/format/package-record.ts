import type { BytePath } from '@supermin/core';

/** A requirement, recommendation or provided capability: `foo >= 2:1.0-3`. */
export interface Dependency {
  name: string;
  /** RPMSENSE_ bits: see `Sense`. */
  flags: number;
  /** `[epoch:]version[-release]`; empty without. */
  version: string;
}

/** A package's files as rpm keeps them: one array an attribute, all of one length except `directories`. */
export interface FileColumns {
  baseNames: readonly string[];
  /** With a final slash. */
  directories: readonly BytePath[];
  /** Into `directories`. */
  directoryIndexes: ArrayLike<number>;
  /** RPMFILE_ bits: see `FileFlag`. */
  flags: ArrayLike<number>;
  /** `st_mode`. */
  modes: ArrayLike<number>;
  /** Hexadecimal; empty for what is no regular file. */
  digests: readonly string[];
  /** Targets of symbolic links; empty for what is none. */
  linkTargets: readonly BytePath[];
  /** RFC 4880's number of the digest algorithm: 1 for MD5, 8 for SHA-256. */
  digestAlgorithm: number;
}

/** What is known of an installed package, whichever way its database was read. */
export interface PackageRecord {
  readonly name: string;
  readonly epoch: number | undefined;
  readonly version: string;
  readonly release: string;
  /** `(none)` for the keys that rpm keeps as packages. */
  readonly arch: string;
  /** File name of the source package; empty if unknown. */
  readonly source: string;
  readonly provides: readonly Dependency[];
  readonly requires: readonly Dependency[];
  readonly recommends: readonly Dependency[];
  readonly files: FileColumns;
  /** False only if no file of the package is called so, in whatever directory. Cheaper than `files`. */
  mayOwn(baseName: string): boolean;
}

/** rpm lets packages be called so, and more. The names go into appliances, a line each, so nothing that would mean something else there. */
const NAME = /^\w[^\x00-\x20\x7f/]*$/;
const WORD = /^[^\x00-\x20\x7f/]+$/;

/** Whether name, version, release and architecture are words that lists of packages can hold. */
export function isPlain(
  record: Pick<PackageRecord, 'name' | 'version' | 'release' | 'arch'>,
): boolean {
  const { name, version, release, arch } = record;
  return NAME.test(name) && [version, release, arch].every((word) => WORD.test(word));
}

/** How rpm prints a value that is not there. */
export const NONE = '(none)';

/** A package without files. */
export const NO_FILES: FileColumns = {
  baseNames: [],
  directories: [],
  directoryIndexes: [],
  flags: [],
  modes: [],
  digests: [],
  linkTargets: [],
  digestAlgorithm: 1,
};
