import type { ContentStore } from '../appliance/content-store.ts';
import { type Appliance, readAppliance } from '../appliance/reader.ts';
import { type HostfilesRecord, recordHostfiles } from '../cache/hostfiles.ts';
import { type Report, say, timed } from '../events/event.ts';
import { type BytePath, compareBytes, displayPath } from '../path/byte-path.ts';
import type {
  AlternativeLink,
  Backend,
  Package,
  PackageContents,
  PackageDatabase,
} from '../plugin/contract.ts';
import { openDatabase } from '../plugin/open-database.ts';
import { findPackages, listPackages, reportMissing } from '../prepare/find-packages.ts';
import { lockedMissing, lockUnused } from '../repository/errors.ts';
import { clampTimes } from '../tree/clamp-times.ts';
import { FileTree } from '../tree/file-tree.ts';
import { textFile } from '../tree/text-file.ts';
import type { Job } from './job.ts';
import { type BuildOptions, takesAlternatives } from './options.ts';
import { putFiles } from './put-files.ts';
import { putImage } from './put-image.ts';

export interface PlannedTree {
  tree: FileTree;
  database: PackageDatabase;
  /** Of all packages in the tree. */
  contents: readonly PackageContents[];
  /** What hostfiles matched, as it was before it was read. */
  hostfiles: HostfilesRecord;
}

/**
 * From the appliance to the complete picture of the full one, in memory.
 *
 * Sources in order, a later one wins: base archives, an image that is taken whole, files of packages and hostfiles.
 *
 * @param grown called periodically while the tree is being filled
 */
export async function planTree(
  job: Job,
  backend: Backend,
  store: ContentStore,
  grown: (tree: FileTree) => void,
): Promise<PlannedTree> {
  const { options, signal, report } = job;
  say(report, `build: ${options.inputs.map(displayPath).join(' ')}`);
  const tree = new FileTree(options.sourceDateEpoch);
  const { appliance, archives } = await timed(report, 'read the appliance', () =>
    readAppliance(job.inputs, { signal, report }),
  );
  // Side by side: while archives are unpacked by another thread, this one has time for the packages.
  const [, { closure, database, ...files }] = await both(
    timed(report, 'read base images', () => archives({ tree, store })),
    listFiles(job, backend, appliance),
  );
  const { contents, hostfiles } = files;
  const { image, wholeImage } = options;
  if (image !== undefined && wholeImage) await putImage(tree, image.tree, signal);
  if (options.includePackagelist) putPackagelist(tree, database, closure, options.sourceDateEpoch);
  await timed(report, 'look at files', () =>
    putFiles(tree, { ...files, excludes: appliance.excludes }, job, grown),
  );
  if (options.sourceDateEpoch !== undefined) clampTimes(tree, options.sourceDateEpoch);
  return { tree, database, contents, hostfiles };
}

interface ListedFiles {
  database: PackageDatabase;
  closure: Package[];
  contents: PackageContents[];
  hostfiles: HostfilesRecord;
  /** Files that are taken besides. */
  more: readonly BytePath[];
  alternatives: AlternativeLink[];
}

async function listFiles(job: Job, backend: Backend, appliance: Appliance): Promise<ListedFiles> {
  const { options, host, signal, report } = job;
  const database = await timed(report, 'read the package database', () =>
    openDatabase(backend, {
      host,
      signal,
      report,
      cacheDirectory: options.cacheDirectory,
      family: options.family,
      options: options.backendOptions,
    }),
  );
  const { lockedRoot } = options;
  const { lock } = appliance;
  if (lockedRoot === undefined && lock !== undefined) throw lockUnused(lock);
  const names = lockedRoot?.packages ?? appliance.packages;
  const closure = await timed(report, 'resolve dependencies', () =>
    resolve(database, names, options, report),
  );
  return timed(report, 'list files', async () => {
    const contents = await database.contents(closure, signal);
    const hostfiles = await recordHostfiles(host, appliance.hostfiles, signal);
    // Names, not patterns; that they are the same tomorrow, the digest of the root says.
    const more = lockedRoot?.files ?? [];
    const alternatives = takesAlternatives(options) ? (database.alternatives?.() ?? []) : [];
    return { database, closure, contents, hostfiles, more, alternatives };
  });
}

/** What both give; the first one's error, if both fail. When this is settled, nothing goes on. */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return [await first, await second];
}

async function resolve(
  database: PackageDatabase,
  names: readonly string[],
  options: BuildOptions,
  report: Report,
): Promise<Package[]> {
  const { packages: roots, missing } = findPackages(database, names);
  if (options.lockedRoot !== undefined && missing.length > 0) throw lockedMissing(missing);
  reportMissing(database, missing, options, report);
  const { resolver = 'default', weak = false } = options;
  const closure = await database.closure(roots, { resolver, weak });
  say(report, `build: ${closure.length} packages, including dependencies`);
  listPackages(database, closure, report);
  return closure;
}

/** One line a package, in byte order, as scripts that take stock of an appliance expect it. */
function putPackagelist(
  tree: FileTree,
  database: PackageDatabase,
  packages: readonly Package[],
  sourceDateEpoch = 0,
): void {
  const entries = packages.map((pkg) => database.listEntry(pkg)).sort(compareBytes);
  const text = entries.map((entry) => `${entry}\n`).join('');
  tree.put('/packagelist', textFile(text, sourceDateEpoch));
}
