import {
  type BuildRecord,
  type BytePath,
  compareBytes,
  displayPath,
  firstFew,
  type Host,
  isSuperminError,
  localHost,
  type OutputContents,
  type Package,
  type PackageContents,
  treeHost,
} from '@supermin/core';
import { readContent } from '@supermin/core/writer';
import type { SubjectPackage } from '../model/subject.ts';
import {
  describePackage,
  noFiles,
  type OpenRoot,
  openRoot,
  type RootContext,
} from './open-root.ts';

/** A list of packages is no larger. */
const MAXIMUM_LIST = 16 * 1024 * 1024;

/** So many are named in a note. */
const NAMED = 5;

export interface FoundPackages {
  packages: SubjectPackage[];
  /** In the order of the packages. */
  contents: PackageContents[];
  release?: OpenRoot['release'] | undefined;
  notes: string[];
}

interface Sources extends RootContext {
  contents: OutputContents;
  /** What is remembered of the build, where it is this very output. */
  record?: BuildRecord | undefined;
  /** Where packages are looked up that the output has no database of. */
  host: Host;
  /** In the place of the root's directory, for messages. */
  name: BytePath;
}

/**
 * Which packages are in an output, by the first of these that there is:
 *
 *     the record of the build, in the user's cache      exact
 *     /packagelist, of a build with --include-packagelist
 *     a package database in the output itself           of --from, and of systems that others have installed
 *
 * Which files are theirs tells the database in the output, or else this machine's, as long as it has that very version.
 */
export async function findPackages(sources: Sources): Promise<FoundPackages> {
  const notes: string[] = [];
  const inside = await insideRoot(sources, notes);
  const listed = sources.record?.packages ?? packageList(sources.contents);
  if (listed === undefined && inside === undefined) {
    notes.push('nothing tells which packages are in it: no record of its build, no /packagelist');
    return { packages: [], contents: [], notes };
  }
  const outside = listed === undefined ? undefined : await outsideRoot(sources, notes);
  const roots = [inside, outside].filter((root) => root !== undefined);
  const known = new Map(roots.map((root) => [root, new Lookup(root)]));
  const wanted = listed ?? inside!.database.packages?.() ?? [];
  const found = new Finder(known, sources.signal);
  const entries = wanted
    .map((each) => found.find(each))
    .sort((a, b) => compareBytes(a.pkg.id, b.pkg.id));
  if (found.missing.length > 0) notes.push(missingNote(found.missing));
  const contents = await found.contents(entries);
  const packages = entries.map(({ pkg, root }) => {
    if (root !== undefined) return describePackage(pkg, root);
    const other = outside ?? inside;
    return other === undefined || pkg.version === ''
      ? pkg
      : describePackage(pkg, { ...other, database: undefined });
  });
  return { packages, contents, release: (inside ?? outside)?.release, notes };
}

async function insideRoot(sources: Sources, notes: string[]): Promise<OpenRoot | undefined> {
  try {
    const { cacheDirectory: _none, ...context } = sources;
    return await openRoot(treeHost(sources.contents.tree, sources.name), context);
  } catch (error) {
    if (!isSuperminError(error)) throw error;
    notes.push(`the package database in it cannot be read: ${error.message}`);
    return undefined;
  }
}

async function outsideRoot(sources: Sources, notes: string[]): Promise<OpenRoot | undefined> {
  const root = sources.record?.facts['--root'];
  try {
    return await openRoot(root?.startsWith('/') ? localHost(root) : sources.host, sources);
  } catch (error) {
    if (!isSuperminError(error)) throw error;
    notes.push(`the packages cannot be looked up: ${error.message}`);
    return undefined;
  }
}

/** The lines of `/packagelist`, as the backend writes them, each once; undefined where there is none. */
function packageList({ tree }: OutputContents): string[] | undefined {
  const node = tree.lookup('/packagelist');
  if (node?.type !== 'file' || node.size > MAXIMUM_LIST) return undefined;
  const text = readContent(node.content, 0, node.size).toString('latin1');
  return [...new Set(text.split('\n').filter((line) => line !== ''))];
}

function missingNote(missing: readonly string[]): string {
  const named = firstFew(missing.map(displayPath), NAMED);
  return `no longer installed here in the version that is in it, so that nobody knows which files are theirs: ${named}`;
}

/** The packages of a root, by what they are called in a record and in a list. */
class Lookup {
  readonly byLine = new Map<string, Package>();
  readonly byIdentity = new Map<string, Package>();

  constructor({ database }: OpenRoot) {
    for (const pkg of database.packages?.() ?? []) {
      this.byLine.set(database.listEntry(pkg), pkg);
      this.byIdentity.set(identity(pkg), pkg);
    }
  }
}

function identity({ name, version, arch }: Package): string {
  return `${name} ${version} ${arch}`;
}

interface Entry {
  pkg: Package;
  /** Whose it is; absent for what is nowhere installed. */
  root?: OpenRoot | undefined;
}

class Finder {
  readonly missing: string[] = [];

  constructor(
    private readonly known: ReadonlyMap<OpenRoot, Lookup>,
    private readonly signal: AbortSignal,
  ) {}

  /** @param wanted a package, or its line in `/packagelist` */
  find(wanted: Package | string): Entry {
    for (const [root, { byLine, byIdentity }] of this.known) {
      const pkg =
        typeof wanted === 'string' ? byLine.get(wanted) : byIdentity.get(identity(wanted));
      if (pkg !== undefined) return { pkg, root };
    }
    const pkg = typeof wanted === 'string' ? listedOnly(wanted) : wanted;
    this.missing.push(pkg.id);
    return { pkg };
  }

  /** In the order of the entries. */
  async contents(entries: readonly Entry[]): Promise<PackageContents[]> {
    const lists = new Map<Package, PackageContents>();
    for (const root of this.known.keys()) {
      const own = entries.filter((each) => each.root === root).map(({ pkg }) => pkg);
      const contents = await root.database.contents(own, this.signal);
      for (const [index, each] of contents.entries()) lists.set(own[index]!, each);
    }
    return entries.map(({ pkg }) => lists.get(pkg) ?? noFiles(pkg));
  }
}

/** Only the backend that wrote the line could take it apart. */
function listedOnly(line: string): Package {
  return { name: line, version: '', arch: '', id: line };
}
