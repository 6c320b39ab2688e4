import { systemErrorCode } from '../errors/supermin-error.ts';
import { Pacer } from '../events/pacer.ts';
import { shownPath } from '../host/place.ts';
import { type BytePath, compareBytes, displayPath } from '../path/byte-path.ts';
import type {
  CallContext,
  Package,
  PackageFile,
  PristineFile,
  PristineOptions,
} from '../plugin/contract.ts';
import { readArchiveFiles } from './archive-files.ts';
import type { ConfigFile, ConfigFileSource } from './config-files.ts';
import { readInstalledFile } from './installed-file.ts';
import { permitted } from './permitted.ts';

export interface PristineContext extends CallContext {
  /** The package manager, for messages: `dpkg`. */
  manager: string;
}

/** A package and its files in the appliance. */
export interface PackageFiles<P extends Package> {
  package: P;
  files: readonly PackageFile[];
}

/** A package whose archive is needed, and which files from it, by their names in there. */
interface ChangedPackage<P extends Package> {
  package: P;
  files: ReadonlyMap<BytePath, ConfigFile>;
}

/**
 * The config files of the packages, as shipped, sorted by path: from the host where they are unchanged, from the packages'
 * archives where they are not. With `useInstalled`: the host's, whatever is in them.
 */
export async function pristineFiles<P extends Package>(
  context: PristineContext,
  source: ConfigFileSource<P>,
  packages: readonly PackageFiles<P>[],
  options: PristineOptions,
): Promise<PristineFile[]> {
  const files = options.useInstalled
    ? installedFiles(
        context,
        packages.flatMap((each) => each.files),
      )
    : await originals(context, source, packages, options);
  return sorted(files);
}

/** The host's config files as they are. One that the user may not read is left out with a warning. */
function installedFiles(
  { host, report }: PristineContext,
  files: readonly PackageFile[],
): PristineFile[] {
  return files.flatMap(({ path, hostPath = path, config }) => {
    if (!config) return [];
    try {
      return readInstalledFile(host, path, hostPath) ?? [];
    } catch (error) {
      if (systemErrorCode(error) !== 'EACCES') throw error;
      report({
        kind: 'warning',
        text: `${displayPath(shownPath(host, hostPath))}: no permission to read this config file; it is left out`,
      });
      return [];
    }
  });
}

async function originals<P extends Package>(
  context: PristineContext,
  source: ConfigFileSource<P>,
  packages: readonly PackageFiles<P>[],
  options: PristineOptions,
): Promise<PristineFile[]> {
  const { unchanged, changed } = await classifyConfigFiles(context, source, packages);
  const count = changed.reduce((sum, each) => sum + each.files.size, 0);
  context.report({
    kind: 'message',
    level: 1,
    text: `${context.manager}: ${unchanged.length} config files are pristine, ${count} in ${changed.length} packages are not`,
  });
  if (changed.length === 0) return unchanged;
  const archives = await source.download(
    changed.map((each) => each.package),
    options,
  );
  const files = [...unchanged];
  for (const each of changed) {
    files.push(...(await unpack(context, source, archives.get(each.package)!, each)));
  }
  return files;
}

/** Which config files are pristine on the host. Whether one that the user may not read is pristine cannot be told. */
async function classifyConfigFiles<P extends Package>(
  { host, signal }: PristineContext,
  source: ConfigFileSource<P>,
  packages: readonly PackageFiles<P>[],
): Promise<{ unchanged: PristineFile[]; changed: ChangedPackage<P>[] }> {
  const pacer = new Pacer(signal);
  const unchanged: PristineFile[] = [];
  const changed: ChangedPackage<P>[] = [];
  for (const { package: found, files } of packages) {
    const wanted = new Map<BytePath, ConfigFile>();
    for (const file of source.configFiles(found, files)) {
      if (pacer.due()) await pacer.rest();
      const { path, hostPath, shippedAs = path } = file;
      const installed = file.asShipped && permitted(() => readInstalledFile(host, path, hostPath));
      const pristine = installed && file.asShipped?.(installed);
      if (pristine === undefined) wanted.set(shippedAs, file);
      else unchanged.push(pristine);
    }
    if (wanted.size > 0) changed.push({ package: found, files: wanted });
  }
  return { unchanged, changed };
}

async function unpack<P extends Package>(
  { report, signal }: PristineContext,
  source: ConfigFileSource<P>,
  archive: BytePath,
  { package: found, files }: ChangedPackage<P>,
): Promise<PristineFile[]> {
  const names = new Set(files.keys());
  const unpacked = await readArchiveFiles(source.members, archive, names, signal);
  const shipped = new Set(unpacked.map(({ path }) => path));
  for (const [name, { optional = false }] of files) {
    if (optional || shipped.has(name)) continue;
    const text = `${displayPath(name)}: not in the archive of ${found.id}; it is left out`;
    report({ kind: 'warning', text });
  }
  return unpacked.map((file) => ({ ...file, path: files.get(file.path)!.path }));
}

/** Packages of two architectures share their config files: the first one counts. */
function sorted(files: readonly PristineFile[]): PristineFile[] {
  const byPath = new Map<string, PristineFile>();
  for (const file of files) if (!byPath.has(file.path)) byPath.set(file.path, file);
  return [...byPath.values()].sort((a, b) => compareBytes(a.path, b.path));
}
