import type { ContentStore } from '../appliance/content-store.ts';
import { type Appliance, readAppliance } from '../appliance/reader.ts';
import { type HostfilesRecord, recordHostfiles } from '../cache/hostfiles.ts';
import { SuperminError } from '../errors/supermin-error.ts';
import { type Report, timed } from '../events/event.ts';
import { Pacer } from '../events/pacer.ts';
import { type BytePath, compareBytes, displayPath } from '../path/byte-path.ts';
import type {
  Backend,
  CallContext,
  Package,
  PackageContents,
  PackageDatabase,
} from '../plugin/contract.ts';
import { findPackages, listPackages } from '../prepare/find-packages.ts';
import { HostFiles } from '../resolve/host-files.ts';
import { Selection } from '../resolve/selection.ts';
import { clampTimes } from '../tree/clamp-times.ts';
import { FileTree } from '../tree/file-tree.ts';
import type { BuildOptions } from './options.ts';

/** So many unreadable files are named in the warning; `-v` names them all. */
const NAMED_FILES = 3;

export interface PlannedTree {
  tree: FileTree;
  /** What hostfiles matched, as it was before it was read. */
  hostfiles: HostfilesRecord;
}

/**
 * From the appliance to the complete picture of the full one, in memory.
 *
 * Sources in order, a later one wins: base archives, files of packages and hostfiles.
 *
 * @param grown told now and then that there are more files in the tree
 */
export async function planTree(
  backend: Backend,
  store: ContentStore,
  inputs: readonly BytePath[],
  options: BuildOptions,
  context: CallContext,
  grown: (tree: FileTree) => void,
): Promise<PlannedTree> {
  const { signal, report } = context;
  say(report, `build: ${options.inputs.map(displayPath).join(' ')}`);
  const tree = new FileTree(options.sourceDateEpoch);
  const { appliance, archives } = await timed(report, 'read the appliance', () =>
    readAppliance(inputs, { signal, report }),
  );
  // Side by side: while archives are unpacked by another thread, this one has time for the packages.
  const [, { closure, database, contents, hostfiles }] = await both(
    timed(report, 'read base images', () => archives({ tree, store })),
    listFiles(backend, appliance, options, context),
  );
  if (options.includePackagelist) putPackagelist(tree, database, closure, options.sourceDateEpoch);
  await timed(report, 'look at files', () =>
    putFiles({ contents, hostfiles }, appliance, tree, options, context, () => grown(tree)),
  );
  if (options.sourceDateEpoch !== undefined) clampTimes(tree, options.sourceDateEpoch);
  return { tree, hostfiles };
}

interface ListedFiles {
  database: PackageDatabase;
  closure: Package[];
  contents: PackageContents[];
  hostfiles: HostfilesRecord;
}

async function listFiles(
  backend: Backend,
  appliance: Appliance,
  options: BuildOptions,
  context: CallContext,
): Promise<ListedFiles> {
  const { host, signal, report } = context;
  const database = await timed(report, 'read the package database', () =>
    backend.open({ ...context, family: options.family }),
  );
  const closure = await timed(report, 'resolve dependencies', () =>
    resolve(database, appliance.packages, options, report),
  );
  return timed(report, 'list files', async () => {
    const contents = await database.contents(closure, signal);
    return { database, closure, contents, hostfiles: recordHostfiles(host, appliance.hostfiles) };
  });
}

/** Package by package: while this thread lists the files of the next one, a writer's thread may copy those of the last. */
async function putFiles(
  { contents, hostfiles }: Pick<ListedFiles, 'contents' | 'hostfiles'>,
  { excludes }: Appliance,
  tree: FileTree,
  options: BuildOptions,
  { host, signal, report }: CallContext,
  grown: () => void,
): Promise<void> {
  const pacer = new Pacer(signal);
  const selection = new Selection({ ...options, excludes });
  const files = new HostFiles(host, tree, grown);
  for (const { files: list } of contents) {
    // Not `of`: that makes an object a step, in code that V8 has no time to optimize.
    for (let index = 0; index < list.length; index++) {
      if (pacer.due()) await pacer.rest();
      const source = selection.take(list[index]!);
      if (source !== undefined) files.put(list[index]!.path, source);
    }
  }
  for (const [path] of hostfiles.matches) {
    if (pacer.due()) await pacer.rest();
    if (selection.takeHostfile(path)) files.put(path, path);
  }
  files.completeLinks();
  reportSelection(selection, report);
  say(report, `build: ${files.found} files, after removing unreadable files`);
  reportUnreadable(files.unreadable, options.strict ?? false, report);
  // Counted only where somebody wants to know.
  const munged = () => `build: ${tree.count()} files, after munging`;
  report({
    kind: 'message',
    level: 1,
    get text() {
      return munged();
    },
  });
}

function reportSelection(selection: Selection, report: Report): void {
  say(report, `build: ${selection.kept + selection.excluded.size} files`);
  const excluded = () => [...selection.excluded].map((path) => `not ${displayPath(path)}`);
  report({ kind: 'list', level: 3, items: excluded });
  say(report, `build: ${selection.kept} files, after matching excludefiles`);
  say(report, `build: ${selection.wanted} files, after adding hostfiles`);
  report({ kind: 'list', level: 2, items: () => selection.paths().map(displayPath) });
}

/** What both give; the first one's error, if both fail. When this is settled, nothing goes on. */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return [await first, await second];
}

function resolve(
  database: PackageDatabase,
  names: readonly string[],
  options: BuildOptions,
  report: Report,
): Promise<Package[]> {
  const roots = findPackages(database, names, options.strict ?? false, report);
  return Promise.resolve(
    database.closure(roots, {
      resolver: options.resolver ?? 'default',
      weak: options.weak ?? false,
    }),
  ).then((closure) => {
    say(report, `build: ${closure.length} packages, including dependencies`);
    listPackages(database, closure, report);
    return closure;
  });
}

/** One line a package, in byte order, as scripts that take stock of an appliance expect it. */
function putPackagelist(
  tree: FileTree,
  database: PackageDatabase,
  packages: readonly Package[],
  sourceDateEpoch = 0,
): void {
  const entries = packages.map((pkg) => database.listEntry(pkg)).sort(compareBytes);
  const bytes = Buffer.from(entries.map((entry) => `${entry}\n`).join(''), 'latin1');
  tree.put('/packagelist', {
    type: 'file',
    mode: 0o644,
    uid: 0,
    gid: 0,
    mtime: sourceDateEpoch,
    size: bytes.length,
    content: { kind: 'bytes', bytes },
  });
}

function reportUnreadable(paths: readonly BytePath[], strict: boolean, report: Report): void {
  if (paths.length === 0) return;
  const named = paths.slice(0, NAMED_FILES).map(displayPath).join(', ');
  const more = paths.length > NAMED_FILES ? ', ...' : '';
  const files = paths.length === 1 ? '1 file' : `${paths.length} files`;
  const text = `${files} can't be read by this user and will be missing: ${named}${more}`;
  if (strict) {
    throw new SuperminError('FILES_UNREADABLE', text, {
      hint: 'build as root, exclude them, or leave out --strict',
    });
  }
  report({ kind: 'warning', text });
  for (const path of paths) say(report, `can't be read: ${displayPath(path)}`);
}

function say(report: Report, text: string): void {
  report({ kind: 'message', level: 1, text });
}
