import type { BytePath } from '../path/byte-path.ts';
import type { Package, PackageFile, PristineFile, PristineOptions } from '../plugin/contract.ts';
import type { ReadMembers } from './archive-files.ts';

/** A config file that has an original, with what the package manager's database knows of that. */
export interface ConfigFile {
  /** Where it belongs in the appliance. */
  path: BytePath;
  /** Where the host has it, if elsewhere (a diversion). */
  hostPath?: BytePath;
  /** Its name in the package's archive, if another one. */
  shippedAs?: BytePath;
  /** The package's archive may lack it: `%config(missingok)`. */
  optional?: boolean;
  /**
   * The host's file as it was shipped, with the mode that it was shipped with. Undefined if it was changed, or if that cannot
   * be told. Absent: it cannot be told, so the host's file need not be read.
   */
  asShipped?(file: PristineFile): PristineFile | undefined;
}

/** A package manager's own ways to get at original config files. */
export interface ConfigFileSource<P extends Package> {
  /** Those of the package's files that are config files with an original. */
  configFiles(found: P, files: readonly PackageFile[]): Iterable<ConfigFile>;
  /** Paths of the packages' archives, all of them: in the installed version, or in the newest one with a warning. */
  download(packages: readonly P[], options: PristineOptions): Promise<ReadonlyMap<P, BytePath>>;
  members: ReadMembers;
}
