import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { encodeTar, type NewMember } from '../archive/write-tar.ts';
import { SuperminError } from '../errors/supermin-error.ts';
import { describeFailure } from '../errors/write-failure.ts';
import { type Report, say, timed } from '../events/event.ts';
import type { Host } from '../host/host.ts';
import { localHost } from '../host/local-host.ts';
import { guardOutput, holdsExactly, type OutputRule } from '../output/guard-output.ts';
import { OutputDirectory } from '../output/output-directory.ts';
import {
  DEFAULT_TEMPORARY_DIRECTORY,
  withTemporaryDirectory,
} from '../output/temporary-directory.ts';
import { type BytePath, displayPath, joinPath, toSystemPath } from '../path/byte-path.ts';
import type {
  Backend,
  CallContext,
  PackageDatabase,
  PluginOptions,
  PristineFile,
} from '../plugin/contract.ts';
import { openDatabase } from '../plugin/open-database.ts';
import { findPackages, listPackages, nearHint, reportMissing } from './find-packages.ts';

/** What it writes. */
const FILES = ['base.tar.gz', 'packages'];

export interface PrepareOptions {
  backend: Backend;
  /** Which of the backend's families rules the host: `debian/dpkg`. */
  family: string;
  /** The backend's own options; see `BuildOptions`. */
  backendOptions?: PluginOptions;
  /** Package names in any spelling of the package manager, or absolute paths of files (the owner is meant). */
  packages: readonly string[];
  /** Output directory; `packages` and `base.tar.gz` of an earlier `prepare` are replaced, other files stay. */
  output: BytePath;
  /** Take an output directory that is no earlier output; see `guardOutput` for what is never taken. */
  force?: boolean;
  /** All contents of the output directory go, whatever they are: supermin 5's rule. */
  replaceAll?: boolean;
  /** Default: this machine's `/`. */
  host?: Host;
  /** Take configuration files from the host as they are; download nothing. */
  useInstalled?: boolean;
  /** The package manager's own configuration file. */
  packagerConfig?: BytePath;
  /** Names that are not installed are errors. */
  strict?: boolean;
  /** They are a warning. Default: said with `-v`. */
  warnMissing?: boolean;
  /** A hint for names that are not installed, where no installed package has a name like these; see `Registry.packageFileHint`. */
  missingHint?: (names: readonly string[]) => string | undefined;
  /** Seconds since the epoch: the mtime of everything in the archive. */
  sourceDateEpoch?: number;
  /** Existing directory for downloads. Default: `/var/tmp`. */
  temporaryDirectory?: BytePath;
  resolver?: 'default' | 'supermin5';
  weak?: boolean;
  signal?: AbortSignal;
  report?: Report;
}

/**
 * Makes a supermin appliance: `packages` (names that outlive this machine, see `lastingName`) and `base.tar.gz` (pristine
 * configuration files of these packages and of all that they need).
 *
 * @throws SuperminError `PACKAGES_MISSING`, and whatever the backend says
 */
export async function prepare(options: PrepareOptions): Promise<void> {
  try {
    await performPrepare(options);
  } catch (error) {
    throw describeFailure(error, options.output);
  }
}

async function performPrepare(options: PrepareOptions): Promise<void> {
  await guardOutput(options.output, outputRule(options));
  const report = options.report ?? (() => {});
  const signal = options.signal ?? new AbortController().signal;
  const host = options.host ?? localHost();
  say(report, `package handler: ${options.family}`);
  say(report, `prepare: ${options.packages.map(displayPath).join(' ')}`);
  const database = await databaseOf(options, { host, signal, report });
  const { packages: roots, lastingNames, missing } = findPackages(database, options.packages);
  if (roots.length === 0 && !options.strict) throw noneInstalled(database, options);
  reportMissing(database, missing, options, report);
  const closure = await timed(report, 'resolve dependencies', () =>
    database.closure(roots, {
      resolver: options.resolver ?? 'default',
      weak: options.weak ?? false,
    }),
  );
  say(report, `prepare: ${closure.length} packages, including dependencies`);
  listPackages(database, closure, report);
  const contents = await database.contents(closure, signal);
  const pristine = await timed(report, 'collect config files', () =>
    withTemporaryDirectory(
      options.temporaryDirectory ?? DEFAULT_TEMPORARY_DIRECTORY,
      (temporaryDirectory) =>
        database.pristine(contents, {
          useInstalled: options.useInstalled ?? false,
          packagerConfig: options.packagerConfig,
          temporaryDirectory,
        }),
    ),
  );
  say(report, `prepare: ${pristine.length} config files`);
  report({ kind: 'list', level: 2, items: () => pristine.map(({ path }) => displayPath(path)) });
  // libguestfs takes a directory for an appliance only if it holds the archive, so an empty one is written, too.
  const archive = baseArchive(pristine, options.sourceDateEpoch);
  signal.throwIfAborted();
  const list = Buffer.from(lastingNames.map((name) => `${name}\n`).join(''), 'latin1');
  write(options, { packages: list, 'base.tar.gz': archive }, report);
}

function databaseOf(options: PrepareOptions, context: CallContext): Promise<PackageDatabase> {
  const { backend, family, backendOptions } = options;
  return timed(context.report, 'read the package database', () =>
    openDatabase(backend, { ...context, family, options: backendOptions }),
  );
}

function noneInstalled(
  database: PackageDatabase,
  { packages: names, missingHint }: PrepareOptions,
): SuperminError {
  return new SuperminError(
    'PACKAGES_MISSING',
    `none of the packages listed is installed: ${names.map(displayPath).join(' ')}`,
    {
      hint:
        nearHint(database, names) ??
        missingHint?.(names) ??
        'an appliance is made from packages that are installed on this machine',
    },
  );
}

/** An earlier output has both files; of one that is replaced as a whole, nothing else may be lost. */
function outputRule({ force, replaceAll, packagerConfig, host }: PrepareOptions): OutputRule {
  return {
    reads: [
      ...(packagerConfig === undefined ? [] : [packagerConfig]),
      ...(host === undefined || host.root === '/' ? [] : [host.root]),
    ],
    isEarlier: (found) => {
      const names = replaceAll ? found.names : found.names.filter((name) => FILES.includes(name));
      return holdsExactly({ ...found, names }, FILES);
    },
    force: (force || replaceAll) ?? false,
  };
}

function write(
  { output, replaceAll }: PrepareOptions,
  files: Readonly<Record<string, Uint8Array>>,
  report: Report,
): void {
  const directory = OutputDirectory.create(output, replaceAll ? undefined : FILES);
  try {
    for (const [name, bytes] of Object.entries(files)) {
      writeFileSync(toSystemPath(joinPath(directory.path, name)), bytes);
    }
    directory.commit(report);
  } finally {
    directory.discard();
  }
}

/** The pristine files as `base.tar.gz`. */
function baseArchive(
  pristine: readonly PristineFile[],
  sourceDateEpoch: number | undefined,
): Buffer {
  const members = pristine.map((file) => archiveMember(file, sourceDateEpoch));
  return gzipSync(encodeTar(members), { level: 9 });
}

function archiveMember(file: PristineFile, sourceDateEpoch: number | undefined): NewMember {
  const common = {
    name: `.${file.path}`,
    mode: file.mode & 0o7777,
    mtime: sourceDateEpoch ?? Math.floor(file.mtime),
  };
  return file.linkTarget === undefined
    ? { ...common, content: file.bytes ?? new Uint8Array() }
    : { ...common, linkname: file.linkTarget };
}
