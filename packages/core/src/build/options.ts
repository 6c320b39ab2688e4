import type { BuildRecord } from '../cache/build-record.ts';
import type { TakeRoom } from '../cache/room.ts';
import type { ImageRoot } from '../container-image/image-root.ts';
import type { Report } from '../events/event.ts';
import { cpuOf } from '../host/cpu.ts';
import type { Host } from '../host/host.ts';
import type { LayeredRoot } from '../layers/layered-root.ts';
import type { PackageOf } from '../output/guard-output.ts';
import type { BytePath } from '../path/byte-path.ts';
import type { Backend, BuildEnvironment, PluginOptions, Writer } from '../plugin/contract.ts';
import type { Lazy } from '../plugin/load-plugin.ts';
import type { LockedRoot } from '../repository/locked-root.ts';
import type { UnopenedRoot } from '../repository/unopened-root.ts';
import type { XattrsOption } from '../resolve/kept-xattrs.ts';

export interface BuildOptions {
  /** Files and directories of the appliance. */
  inputs: readonly BytePath[];
  /** Output directory; an earlier output in it is replaced. */
  output: BytePath;
  /** Replace whatever is in the output directory; see `guardOutput` for what is never replaced. */
  force?: boolean;
  /** Asked before `force` takes a directory; see `guardOutput`. Default: none is a package's. */
  packageOf?: PackageOf;
  backend: Lazy<Backend>;
  /** Which of the backend's families rules the host: `debian/dpkg`. */
  family: string;
  writer: Lazy<Writer>;
  /** Name of the writer's format. */
  format: string;
  /**
   * Other writers, by format, for one that wraps another's output: `(format) => registry.loadWriter(registry.writer(format))`.
   * Default: there are none.
   */
  writers?: (format: string) => Promise<Writer>;
  /** The backend's own options, and the writer's; checked, with defaults, if the plugin comes from a `Registry` or declares them. */
  backendOptions?: PluginOptions;
  writerOptions?: PluginOptions;
  /** Default: this machine's `/`. */
  host?: Host;
  /**
   * Packages of a lock, in the place of `host` and of the packages that inputs name: see `lockedRoot()`. All of them go into the
   * appliance, with their config files, and the package manager's database.
   */
  lockedRoot?: LockedRoot | undefined;
  /** A container image in the place of `host`: see `imageRoot()`. */
  image?: ImageRoot | undefined;
  /** All of the image goes into the appliance, on top of the inputs' base archives, whatever packages are in it; no backend is asked. */
  wholeImage?: boolean;
  /** SUPERMIN_KERNEL and similar variables. Default: none of them. */
  environment?: BuildEnvironment;
  /** Architecture used to pick a kernel, as `uname -m` spells it. Default: the host root's. */
  cpu?: string;
  copyKernel?: boolean;
  /** Take no kernel that this user may not read: the appliance is booted at once. */
  readableKernel?: boolean;
  /** Path or version. */
  kernel?: string;
  /** Do nothing when the output is up to date. */
  ifNewer?: boolean;
  /** Lock file: builds that name the same one wait for each other. */
  lock?: BytePath;
  /** Seconds to wait for the lock; without it, as long as it takes. */
  lockTimeout?: number;
  /** Add `/packagelist`. */
  includePackagelist?: boolean;
  /**
   * Copy configuration files from the host like all other files of packages. Without it they are left to the
   * appliance's base archives, which hold them as the packages shipped them.
   */
  includeConfig?: boolean;
  /** Leave out documentation: see `isDocumentation`. */
  noDocs?: boolean;
  /** Which extended attributes of host files go in. Default: capabilities, ACLs and `user.*`. */
  xattrs?: XattrsOption;
  /** Packages that are not installed and files that cannot be read are errors. */
  strict?: boolean;
  /** Packages that are not installed are a warning. Default: said with `-v`, as libguestfs lists many that may be there. */
  warnMissing?: boolean;
  resolver?: 'default' | 'supermin5';
  /** Whether links of update-alternatives(1) that lead to files of the appliance go into it. Default: true, but not for supermin 5's resolver. */
  alternatives?: boolean;
  weak?: boolean;
  /** Seconds since the epoch; makes the output reproducible. */
  sourceDateEpoch?: number;
  /** Existing directory for intermediate data. Default: `/var/tmp`. */
  temporaryDirectory?: BytePath;
  /** Where builds are remembered for `ifNewer`, and plugins keep what they can use again: see `cacheDirectory()`. Default: nowhere. */
  cacheDirectory?: BytePath;
  /** Called by writers that know it with the bytes that are about to be written: see `WriterContext.reserve`. */
  reserve?: TakeRoom | undefined;
  /** More that changes the result, by name: versions of the plugins. */
  facts?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
  report?: Report;
}

/** The same, with a root that need not be open. */
export interface BuildRequest extends Omit<BuildOptions, 'lockedRoot'> {
  /** See `BuildOptions.lockedRoot`, and `unopenedRoot()`. */
  lockedRoot?: LockedRoot | UnopenedRoot | undefined;
}

export interface BuildResult {
  /** False if the output was up to date. */
  built: boolean;
  /** What the output depends on; not there if it cannot be remembered. */
  record?: BuildRecord;
}

export function targetCpu(options: BuildOptions, host: Host): string {
  return options.cpu ?? layeredRootOf(options)?.cpu ?? cpuOf(host);
}

/** The root that is made of layers, if one is. */
export function layeredRootOf({ lockedRoot, image }: BuildOptions): LayeredRoot | undefined {
  return lockedRoot ?? image;
}

/** supermin 5 takes none. */
export function takesAlternatives({ resolver, alternatives }: BuildOptions): boolean {
  return alternatives ?? resolver !== 'supermin5';
}

/** Everything but files that the result depends on, by the name that the user knows it by. */
export function buildFacts(options: BuildOptions, host: Host): Record<string, string> {
  const facts: Record<string, unknown> = {
    ...options.facts,
    '--format': options.format,
    // One image may have several names.
    '--root': options.image === undefined ? host.root : undefined,
    'the locked packages': options.lockedRoot?.digest,
    'the image': options.image?.digest,
    'the whole image': options.wholeImage,
    'the package handler': options.family,
    '--host-cpu': targetCpu(options, host),
    '--copy-kernel': options.copyKernel,
    '--kernel': options.kernel,
    '--include-packagelist': options.includePackagelist,
    'configuration files': options.includeConfig,
    '--no-docs': options.noDocs,
    '--xattrs': options.xattrs,
    '--resolver': options.resolver,
    '--weak': options.weak,
    'links of alternatives': takesAlternatives(options) ? undefined : 'left out',
    '--strict': options.strict,
    SOURCE_DATE_EPOCH: options.sourceDateEpoch,
    // Which files can be read, and so what goes in, depends on who asks.
    'the user': process.getuid?.(),
    ...options.environment,
  };
  const { backendOptions = {}, writerOptions = {} } = options;
  for (const [name, value] of Object.entries(writerOptions)) facts[`--${name}`] = value;
  for (const [name, value] of Object.entries(backendOptions)) {
    facts[Object.hasOwn(writerOptions, name) ? `--${name} of the backend` : `--${name}`] = value;
  }
  const set = Object.entries(facts).filter(([, value]) => value !== undefined && value !== false);
  return Object.fromEntries(set.map(([name, value]) => [name, textOf(value)]));
}

/** Of a list in a way that tells `['a,b']` from `['a', 'b']`. */
function textOf(value: unknown): string {
  return Array.isArray(value) ? JSON.stringify(value) : String(value);
}
