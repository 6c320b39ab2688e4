import type { ArchiveMember } from '../archive/member.ts';
import type { RemoteFile } from '../download/fetch-file.ts';
import type { Report } from '../events/event.ts';
import type { Host } from '../host/host.ts';
import type { LayerNotes } from '../layers/layer.ts';
import type { BytePath } from '../path/byte-path.ts';
import type { TreeNode } from '../tree/node.ts';
import type { Package } from '../tree/package.ts';

/** A package of a repository, as lock.json has it. */
export interface RepositoryPackage extends Package {
  /** Number of the source that it is from: see `PackageRepository.sources`. */
  source: number;
  /** Below the address of its source. */
  path: string;
  /** Bytes of the package file. */
  size: number;
  /** Of the package file, in hexadecimal digits. */
  sha256: string;
}

/** Where packages are downloaded from, as lock.json has it. */
export interface RepositorySource {
  /** Address that paths are below of, without a final slash. */
  uri: string;
  /** Which archive of a distribution it is (`debian-security`), of which there are mirrors; none for the user's own. */
  archive?: string | undefined;
  /** Addresses that have the same, for when this one fails. */
  mirrors?: readonly string[] | undefined;
}

/** Downloads for a backend: core checks sizes and digests, asks all addresses, and reports progress. */
export interface Fetcher {
  /** @throws SuperminError `DOWNLOAD_*` */
  fetch<T>(file: RemoteFile, work: (path: BytePath) => Promise<T>): Promise<T>;
}

/** What every call gets that has to do with repositories. */
export interface RepositoryContext {
  /** This machine: keyrings, the configuration of its package manager. */
  host: Host;
  signal: AbortSignal;
  report: Report;
  /** The user's directory for what other commands can use again. */
  cacheDirectory: BytePath;
  /** Addresses in the place of a distribution's own, from `--mirror` or the configuration. */
  mirrors: readonly string[];
}

export interface OpenRepositoryOptions extends RepositoryContext {
  /**
   * What packages are taken from: `debian:bookworm`, `debian:bookworm@20260101T000000Z`, the absolute path of a file in the package
   * manager's own syntax, or `host`, what this machine's package manager is configured with.
   */
  from: readonly string[];
  /** As the package manager or `uname -m` spells it. Default: this machine's. */
  arch?: string | undefined;
  fetcher: Fetcher;
  /** Look for newer indexes, however young the kept ones are. */
  update?: boolean | undefined;
}

export interface ResolvedPackages {
  /** All that the names mean and need, in a deterministic order. */
  packages: RepositoryPackage[];
  /** Choices that could have been others, for `-v`. */
  notes: string[];
}

/** Signatures that packages have of their own, in repositories whose index need not be signed. */
export interface PackageSignatures {
  /**
   * Whose signature a package needs, as a text that changes with the keys; undefined where the index vouches for it. Of a package that
   * was verified under the same text once, the file is not asked for again.
   */
  required(pkg: RepositoryPackage): string | undefined;
  /**
   * Checks a package file, whose digest is that of the index.
   *
   * @throws SuperminError `SIGNATURE_*`, `KEYRING_MISSING`, `PROGRAM_MISSING`
   */
  verify(pkg: RepositoryPackage, file: BytePath): Promise<void>;
}

/** Repositories whose indexes have been read. */
export interface PackageRepository {
  /** As the package manager spells it. */
  arch: string;
  /** The same as `uname -m` has it. */
  cpu: string;
  sources: RepositorySource[];
  /**
   * The set that the package manager itself would install in an empty root.
   *
   * @throws SuperminError `PACKAGES_MISSING`, `PACKAGES_UNSATISFIABLE`
   */
  resolve(
    names: readonly string[],
    options: { weak?: boolean },
  ): ResolvedPackages | Promise<ResolvedPackages>;
  /** True for the name of a package. */
  has(name: string): boolean;
  /** Names of the packages that a minimal working system is made of. */
  essential(): string[];
  /** Names of what `configuration` needs besides, as far as there are such packages. */
  configuring?(): string[];
  /** The package with the distribution's smallest kernel for this architecture, and nothing of what it needs; none if there is none. */
  kernel(): RepositoryPackage | undefined;
  /**
   * Optional, for indexes that have no SHA-256 of package files: the same packages with it, after they were downloaded and found to be
   * those that the index means. Until then `sha256` is ''.
   *
   * @throws SuperminError `DOWNLOAD_*`, `PACKAGE_DAMAGED`
   */
  complete?(packages: readonly RepositoryPackage[]): Promise<RepositoryPackage[]>;
  /** Optional: without it, the indexes vouch for all packages. A lock names only what was verified. */
  signatures?: PackageSignatures | undefined;
}

/** What a package file is unpacked to. */
export interface UnpackedFile {
  members: AsyncIterable<ArchiveMember>;
  /** What the backend has to know of the package later: control files, digests. Kept with the layer. */
  notes: LayerNotes;
}

/** A package of a root that is made of layers. */
export interface LayeredPackage {
  package: RepositoryPackage;
  notes: LayerNotes;
  /** All paths of the package, directories too, in byte order. */
  paths(): BytePath[];
  /** As it was unpacked; undefined if it has no such path. Not to be changed. */
  node(path: BytePath): TreeNode | undefined;
  /** What is in a file of it; undefined if it has no such file. */
  read(path: BytePath): Buffer | undefined;
  /** When its newest file was changed, in seconds since the epoch. */
  newest: number;
}

/** What there is in a root besides the packages' own files. */
export interface RootNodes {
  /** Links that packages are unpacked through. */
  below: ReadonlyMap<BytePath, TreeNode>;
  /**
   * Directories of the package manager's database. What packages have in them is taken away: it would be an entry of theirs for
   * another package, or a file that belongs to one of `above`, such as a journal.
   */
  emptied: readonly BytePath[];
  /** The package manager's database. */
  above: ReadonlyMap<BytePath, TreeNode>;
  /** Paths of packages that are not as they were unpacked: owners that only the whole root can tell. */
  changed?: ReadonlyMap<BytePath, TreeNode>;
}

/** One command of a configuration. It runs as root in `/`, without input. */
export interface ConfigurationStep {
  argv: readonly string[];
  /** On top of that of all steps. */
  environment?: Readonly<Record<string, string>>;
  /** Id of the package whose script it is, if it is one's. */
  package?: string;
}

/**
 * What has to be done in a VM whose root the packages are, unpacked, so that they are configured. All of it is data: core and vm know no
 * package manager.
 */
export interface Configuration {
  /** Of every step. */
  environment: Readonly<Record<string, string>>;
  /** Files that are there meanwhile, where no package has one. */
  files: readonly { path: BytePath; text: string; mode: number }[];
  /** In their order; the first that ends with another status than 0 is the last. */
  steps: readonly ConfigurationStep[];
  /** Paths that do not come back, if they were not there before: logs, old copies, keys that every machine has to have of its own. */
  discard: readonly RegExp[];
  /** Files that come back empty. */
  empty: readonly RegExp[];
  /** Ids of packages whose scripts have failed, by what a step wrote. */
  culprits(output: string): string[];
  /** Absent: packages are configured in the place where they are unpacked. */
  install?: Installation | undefined;
}

/** Of a package manager that knows no packages whose scripts have not been run: it installs all of them, into another directory. */
export interface Installation {
  /** In the VM: has a file for each package, as it was downloaded, called by its SHA-256. */
  packageFiles: BytePath;
  /** Directory in the VM that becomes the root; it is there, and empty. */
  target: BytePath;
  /** Paths that stay as the unpacked packages have them, and do not come back: the package manager's database, which has times. */
  kept: readonly RegExp[];
  /** Whether a line of a step's output says that a script has failed, where the step's status is 0 nevertheless. */
  isFailure(line: string): boolean;
}

/**
 * The part of a backend that makes roots of packages that are not installed.
 *
 * Core calls `open` and `resolve` for a lock, `addresses` and `unpack` for each package that is not kept, and `root` for the whole;
 * then the backend itself is opened on that root, as on any other.
 */
export interface RepositorySupport {
  /** @throws SuperminError for what is not signed, expired, damaged or not there */
  open(options: OpenRepositoryOptions): Promise<PackageRepository>;
  /**
   * Why the package manager would not take a package of this name, version, architecture, id or path; undefined if it would. Asked of every
   * package of a lock, whose fields may be anything else.
   */
  packageFault?(pkg: RepositoryPackage): string | undefined;
  /** Addresses of a file of a source, in the order in which they are to be tried; files of this machine among them. */
  addresses(
    source: RepositorySource,
    pkg: RepositoryPackage,
    context: RepositoryContext,
  ): string[] | Promise<string[]>;
  /** Opens a package file whose digest was checked. @throws SuperminError if it is not the package that it should be */
  unpack(file: BytePath, pkg: RepositoryPackage, signal: AbortSignal): Promise<UnpackedFile>;
  /**
   * @param packages those that count as installed, in the order of the lock
   * @param arch of the lock
   */
  root(packages: readonly LayeredPackage[], arch: string): RootNodes;
  /**
   * How packages are configured; absent: not at all.
   *
   * @param packages as `root` gets them
   * @throws SuperminError `CONFIGURE_TOOLS` if a program is missing that runs their scripts
   */
  configuration?(packages: readonly LayeredPackage[], arch: string): Configuration;
  /** Whether `configuration` needs the package files themselves: see `Installation`. Default: no. */
  configuresFiles?: boolean | undefined;
}
