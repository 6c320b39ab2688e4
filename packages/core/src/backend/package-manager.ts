import type { BytePath } from '../path/byte-path.ts';
import type { AlternativeLink, Package, PackageFile, SourcePackage } from '../plugin/contract.ts';
import type { DependencyRules } from './closure.ts';
import type { ConfigFileSource } from './config-files.ts';

/** One package manager's database under one root: what differs between package managers, and nothing else. */
export interface PackageManager<P extends Package, D> {
  /** For messages: `dpkg`. */
  name: string;
  /** All that are installed. */
  packages: readonly P[];
  findByName(name: string): P | undefined;
  /** The package that owns the file at this very path; links are followed by the caller. */
  findByPath(path: BytePath): P | undefined;
  /** Optional: see `PackageDatabase.essential`. */
  essential?(): readonly P[];
  /** Optional: see `PackageDatabase.alternatives`. */
  alternatives?(): AlternativeLink[];
  /** Optional: see `PackageDatabase.source`. */
  source?(found: P): SourcePackage | undefined;
  dependencies: DependencyRules<P, D>;
  /** The closure that supermin 5 computes. Called for `--resolver supermin5` only. */
  closureOfSupermin5(roots: readonly P[]): P[];
  /**
   * Called once before the files of the packages are listed.
   *
   * @param packages all that will stand together in the appliance
   * @returns lists the files of one of them
   */
  contents(packages: readonly P[]): (found: P) => readonly PackageFile[];
  configFiles: ConfigFileSource<P>;
  /** The package's line in `/packagelist`. */
  listEntry(found: P): string;
}
