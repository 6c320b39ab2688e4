import type { Report } from '../events/event.ts';
import type { Host } from '../host/host.ts';
import type { OsRelease } from '../host/os-release.ts';
import type { BytePath } from '../path/byte-path.ts';
import type { FileTree } from '../tree/file-tree.ts';
import type { Package } from '../tree/package.ts';
import type { InspectContext, InspectedImage, OutputContents } from './inspect-contract.ts';
import type { OptionManifest, PluginOptions } from './option-manifest.ts';
import type { RepositorySupport } from './repository-contract.ts';

export type { Package } from '../tree/package.ts';
export type * from './inspect-contract.ts';
export type { OptionValue, PluginOptions } from './option-manifest.ts';
export type * from './repository-contract.ts';

/** The version of this contract; a manifest names the one that it was written for. */
export const CONTRACT_VERSION = 1;

/** What every call into a plugin is handed besides its own arguments. */
export interface CallContext {
  host: Host;
  /** Ends the work early: `signal.throwIfAborted()` at every step of a long loop. */
  signal: AbortSignal;
  report: Report;
}

// ---------------------------------------------------------------------------------------- backends

/** A file that an installed package owns. */
export interface PackageFile {
  /** Where it belongs in the appliance: absolute, no final slash, no `.` or `..` components. */
  path: BytePath;
  /** Where its bytes are on the host, if that is another path (a dpkg diversion). */
  hostPath?: BytePath;
  /** A configuration file: not copied by build; its pristine original goes into the appliance at prepare. */
  config: boolean;
  /** Documentation (rpm %doc). */
  documentation?: boolean;
  /** May be absent although the package is installed (rpm %ghost). */
  ghost?: boolean;
}

export interface PackageContents {
  package: Package;
  /**
   * The same each time. May be a getter that lists them when it is asked, and throws what there is to say against the list:
   * `build` is at work on the files of one package before it asks for those of the next.
   */
  readonly files: readonly PackageFile[];
}

/** A link by which the host chooses one of several programs, and which no package need own. */
export interface AlternativeLink {
  /** `/usr/bin/awk` */
  path: BytePath;
  /** What it leads to, a link to what is chosen: `/etc/alternatives/awk` */
  via: BytePath;
}

/** What a package was built from: one source makes several packages. */
export interface SourcePackage {
  name: string;
  version: string;
}

/** A configuration file as the package shipped it. */
export interface PristineFile {
  path: BytePath;
  mode: number;
  /** Seconds since the epoch. */
  mtime: number;
  /** Exactly one of `bytes` and `linkTarget` is there. */
  bytes?: Uint8Array;
  linkTarget?: BytePath;
}

export interface ClosureOptions {
  /** `supermin5`: the rule of supermin 5, for side-by-side comparison. */
  resolver: 'default' | 'supermin5';
  /** Also installed packages that are only recommended. */
  weak?: boolean;
  /** Optional to heed, for `supermin why`: told of each dependency that was followed, once. */
  trace?: (step: DependencyStep) => void;
}

/** One dependency of a package, and what satisfied it. */
export interface DependencyStep {
  dependent: Package;
  /** As the package manager spells it: `libc6 (>= 2.14)`. */
  dependency: string;
  /** It is only recommended. */
  weak: boolean;
  /** The installed packages that satisfy it, in the order of preference: the one that came in for it is the first. */
  candidates: readonly Package[];
  /**
   * `only`: there is no other candidate. `satisfied`: one was in already, for another reason. `preferred`: none was, and the first one by
   * the package manager's own rules came in.
   */
  rule: 'only' | 'satisfied' | 'preferred';
}

export interface PristineOptions {
  /** Take the host's files as they are and download nothing. */
  useInstalled: boolean;
  /** The package manager's own configuration file, for the download. */
  packagerConfig?: BytePath;
  /** An existing directory for downloads; the caller removes it. */
  temporaryDirectory: BytePath;
}

/** One package manager's database under one host root, opened. */
export interface PackageDatabase {
  /**
   * The installed packages that `name` means: a package name in any spelling of the package manager
   * (`libc6:i386`, `bash-5.2-1.x86_64`), a name that installed packages provide, or the absolute path
   * of a file (the package that owns it). Empty if there is none.
   */
  find(name: string): Package[];
  /** Optional: the names of all installed packages, of which one is suggested for a name that is mistyped. */
  names?(): string[];
  /** Optional: all installed packages, to tell what is in a root or an image. */
  packages?(): Package[];
  /** Optional: what a package was built from. Undefined where the database does not tell. */
  source?(pkg: Package): SourcePackage | undefined;
  /**
   * Optional: the installed packages that a minimal working system of this family is made of, where its package manager tells
   * (dpkg's `Essential: yes`), or else by a list that the backend documents. Their dependencies need not be among them: that
   * is `closure`. Without duplicates, in a deterministic order; empty if that cannot be told.
   */
  essential?(): Package[];
  /**
   * Optional: links of update-alternatives(1), or of what the family has in its place, as its records have them. Those that the host
   * has and that lead to a file of the appliance go into it. Sorted by path.
   */
  alternatives?(): AlternativeLink[];
  /** The given packages and all that they need, without duplicates, in a deterministic order. */
  closure(roots: readonly Package[], options: ClosureOptions): Promise<Package[]> | Package[];
  /** The files of each package, in the order of the packages; package order and file order are deterministic. */
  contents(packages: readonly Package[], signal: AbortSignal): Promise<PackageContents[]>;
  /** Pristine configuration files of these packages, sorted by path. */
  pristine(contents: readonly PackageContents[], options: PristineOptions): Promise<PristineFile[]>;
  /** The package's line in `/packagelist`: `name_version_arch` (dpkg). */
  listEntry(pkg: Package): string;
}

export interface OpenOptions extends CallContext {
  /** Which of the manifest's families was detected, `debian/dpkg`. */
  family: string;
  /** The user's directory for what other commands can use again. Without one nothing is kept. */
  cacheDirectory?: BytePath;
  /** The backend's own options. From a `Registry`: always there, checked against the manifest, defaults filled in. */
  options?: PluginOptions;
}

export interface Backend {
  /** As in the manifest. */
  name: string;
  /** Optional: see `Writer.options`. */
  options?: readonly OptionManifest[];
  /**
   * The files and directories whose mtime tells that the database changed. A database that should be there
   * and is not: an error, not a rebuild.
   *
   * @param options as `open` gets them
   */
  freshness(host: Host, options?: PluginOptions): BytePath[];
  open(options: OpenOptions): Promise<PackageDatabase>;
  /**
   * Optional: what other tools know the package by, `pkg:deb/debian/bash@5.2.15-2?arch=amd64&distro=debian-12`
   * (https://github.com/package-url/purl-spec); see `packageUrl()` of `@supermin/core/backend`.
   *
   * @param release of the root that the package is of
   */
  packageUrl?(pkg: Package, release: OsRelease): string;
  /** Optional: packages that are not installed, from the package manager's repositories. The manifest says `distributions` then. */
  repository?: RepositorySupport | undefined;
}

// ----------------------------------------------------------------------------------------- writers

/** The environment variables that change what a build makes, passed on purpose and never read from `process`. */
export interface BuildEnvironment {
  SUPERMIN_KERNEL?: string;
  SUPERMIN_KERNEL_VERSION?: string;
  SUPERMIN_MODULES?: string;
}

export interface WriterContext extends CallContext {
  environment: BuildEnvironment;
  /** Architecture used to pick a kernel, as `uname -m` spells it. */
  cpu: string;
  /** Copy the kernel rather than link to it. */
  copyKernel: boolean;
  /** The kernel must be one that this user may read, for it is booted at once. */
  readableKernel?: boolean;
  /** `--kernel`: a path or a version. */
  kernel?: string;
  /** What is missing is an error, where it would be left out with a warning. */
  strict?: boolean;
  /** Seconds since the epoch; all times that are not a file's own are this one. */
  sourceDateEpoch?: number;
  /** The user's directory for what other builds can use again. Without one nothing is kept. */
  cacheDirectory?: BytePath;
  /**
   * To be told how many bytes are about to be written to the output, as far as that is many. It throws where there is no room for
   * them, an error that is to be passed on. Absent: nobody asks.
   */
  reserve?: ((bytes: number) => void) | undefined;
  /** The writer's own options. From a `Registry`: checked against the manifest, defaults filled in. */
  options: PluginOptions;
  /**
   * Another format's writer, for one that wraps its output.
   *
   * @param options its own
   * @throws SuperminError `WRITER_MISSING`, `WRITER_AMBIGUOUS`; `WRITER_CIRCULAR` for one that is being asked already
   */
  writer(format: string, options?: PluginOptions): Promise<OtherWriter>;
  /**
   * Makes an empty directory beside the output, on the same filesystem, for what is not the output itself. Whatever happens, it is
   * removed; only while `write` or `stream` is at work.
   */
  temporaryDirectory(): BytePath;
}

/** Another writer, in the context of the one that asked for it, with options of its own. */
export interface OtherWriter {
  outputs(): string[];
  inputs(): Promise<WriterInputs>;
  write(tree: FileTree, directory: BytePath): Promise<void>;
}

/** What the result depends on besides the tree; compared by the cache check before anything is built. */
export interface WriterInputs {
  /** Files and directories whose change means a build: a kernel, a modules directory. As `open` takes them. */
  paths: BytePath[];
  /**
   * Anything else that changes the result, as text, such as the version of a program. Options, variables of the environment and
   * versions of plugins are compared anyway. Mostly empty: a writer that stated facts is loaded and asked at every look at its
   * output, one that stated none is not.
   */
  facts: string[];
}

/** What a writer has begun before there was a tree. */
export interface BegunWrite {
  /** In place of the writer's own `write`, in the directory and with the context that `begin` got: the same bytes. */
  write(tree: FileTree): Promise<void>;
  /** Optional. Called periodically while the tree is being filled, which is not complete: see `FileTree.files()`. */
  grow?(tree: FileTree): void;
  /** Ends what is still going on. Called once, whether `write` was called or not, before the directory is moved into place or removed. */
  stop(): Promise<void>;
}

export interface Writer {
  /** As in the manifest. */
  name: string;
  /**
   * Optional: the same as in the manifest, for programs that pass `build()` the object itself: options are checked by these, and
   * defaults filled in, before the object is asked. A `Registry` does so by the manifest.
   */
  options?: readonly OptionManifest[];
  /** `package@version` of the plugin. A `Registry` sets it. */
  readonly plugin?: string;
  /** The files that it makes in the output directory; for a writer that makes the directory itself: empty. */
  outputs(context: WriterContext): string[];
  /**
   * Looks (cheaply) at what else the result depends on. Asked before `write`, and by `--if-newer`, after `begin`: a value of an
   * option that makes no sense is an error here.
   */
  inputs(context: WriterContext): Promise<WriterInputs>;
  /**
   * Writes the tree into `directory`, which exists and is empty; the caller moves it into place when this returns,
   * and removes it when this throws. May add to the tree (kernel modules). The same tree, put together in the
   * same order, and the same context give the same bytes.
   *
   * @throws an error that names the file, if a file of the host has become shorter than the tree says; the signal's reason
   */
  write(tree: FileTree, directory: BytePath, context: WriterContext): Promise<void>;
  /**
   * Optional, and said in the manifest by `"stream": true`: the output as one stream of bytes, for `-o -`. The rest is as for
   * `write`.
   */
  stream?(tree: FileTree, context: WriterContext): AsyncIterable<Uint8Array>;
  /**
   * Optional: begins, by other threads, what does not depend on the tree, while packages are looked up. Says nothing that
   * `write` says. What goes wrong here is no error: `write` comes to it again.
   *
   * @returns undefined if there is nothing to begin
   */
  begin?(directory: BytePath, context: WriterContext): Promise<BegunWrite | undefined>;
  /**
   * Optional, and said in the manifest by `inspect`: reads an output back, for `supermin inspect`. The files are not trusted: anybody
   * may have made them.
   *
   * @param output the output directory, or a single file: an image by itself
   * @returns undefined for what is none of this format
   */
  inspect?(output: BytePath, context: InspectContext): Promise<OutputContents | undefined>;
  /**
   * Optional: the same for an image that is in another writer's output.
   *
   * @returns undefined for what is none of this format
   */
  inspectImage?(
    image: InspectedImage,
    context: InspectContext,
  ): Promise<OutputContents | undefined>;
}
