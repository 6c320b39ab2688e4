import { timed } from '../events/event.ts';
import type { Host } from '../host/host.ts';
import { applyChanges } from '../layers/apply-changes.ts';
import type { ChangeNotes } from '../layers/changed-members.ts';
import type { Layer } from '../layers/layer.ts';
import { type LayeredHostOptions, layeredHost, layeredTree } from '../layers/layered-host.ts';
import type { LayeredRoot } from '../layers/layered-root.ts';
import { moduleListFiles, newestOf } from '../layers/module-lists.ts';
import { treeHost } from '../layers/tree-host.ts';
import type { BytePath } from '../path/byte-path.ts';
import type {
  LayeredPackage,
  RepositoryContext,
  RepositoryPackage,
} from '../plugin/repository-contract.ts';
import { readContent } from '../tree/content.ts';
import type { FileTree } from '../tree/file-tree.ts';
import type { TreeNode } from '../tree/node.ts';
import { bringsModules } from './brings-modules.ts';
import { type FetchLayersOptions, fetchLayers } from './fetch-layers.ts';
import { withKernelsOf } from './host-kernel.ts';
import { type Lock, lockDigest } from './lock.ts';
import { contextOf, type RepositoryOptions, repositoryOf } from './repository-options.ts';

/** A host root of packages that are nowhere installed. */
export interface LockedRoot extends LayeredRoot {
  /** Ids of all packages. */
  packages: string[];
  /** Files that no package has: the package manager's database, and what packages made when they were configured. */
  files: BytePath[];
}

/**
 * Makes a host root of the packages of a lock, which are fetched if they are not kept. Nothing is unpacked but into the store.
 *
 * @throws SuperminError, as `fetchLayers`
 */
export async function lockedRoot(lock: Lock, options: RepositoryOptions): Promise<LockedRoot> {
  return (await LockedPackages.fetch(lock, options)).root();
}

/** What a root is made of, but for changes. */
interface Parts extends Required<LayeredHostOptions> {
  /** Paths of the package manager's database. */
  database: BytePath[];
  /** Those of the lists of kernel modules, which depmod(8) would make. */
  moduleLists: ReadonlySet<BytePath>;
  kernels: readonly Layer[];
  packages: readonly LayeredPackage[];
}

/** The packages of a lock, all of them in the store: roots are made of them. */
export class LockedPackages {
  #tree: FileTree | undefined;

  private constructor(
    private readonly lock: Lock,
    private readonly machine: Host,
    private readonly parts: Parts,
  ) {}

  /** @throws SuperminError, as `fetchLayers` */
  static async fetch(lock: Lock, options: FetchLayersOptions): Promise<LockedPackages> {
    const context = contextOf(options);
    const layers = await timed(context.report, 'fetch packages', () => fetchLayers(lock, options));
    const packages = lock.packages.map((pkg, at) => layeredPackage(pkg, layers[at]!));
    const nodes = repositoryOf(options).root(packages, lock.arch);
    const { below, above, emptied, changed = new Map() } = nodes;
    const stack = { name: lock.from.join('+'), layers, below };
    const kernels = layers.filter(bringsModules);
    const lists = await moduleLists(kernels, () => layeredHost(stack), context);
    const database = [...above.keys()];
    return new LockedPackages(lock, context.host, {
      ...{ ...stack, packages, kernels, database, changed, emptied },
      moduleLists: new Set(lists.keys()),
      above: new Map([...above, ...lists]),
    });
  }

  /** Those that count as installed. */
  get packages(): readonly LayeredPackage[] {
    return this.parts.packages;
  }

  /** Whether the root has a kernel of its own. */
  get hasKernel(): boolean {
    return this.parts.kernels.length > 0;
  }

  /** All files, also those of the kernel's package. Not to be changed. */
  get tree(): FileTree {
    this.#tree ??= layeredTree(this.parts);
    return this.#tree;
  }

  /** True for what no package has but the kernel's, which does not count as installed. */
  isKernels(path: BytePath): boolean {
    const { layers, packages } = this.parts;
    return layers.length > packages.length && layers.at(-1)!.tree.lookup(path) !== undefined;
  }

  /** True for a list of kernel modules, which no package has. */
  isModuleList(path: BytePath): boolean {
    return this.parts.moduleLists.has(path);
  }

  /** The root with some more files, which no package has. @throws SuperminError `TREE_*` */
  rootWith(files: ReadonlyMap<BytePath, TreeNode>): LockedRoot {
    const tree = layeredTree(this.parts);
    for (const [path, node] of files) tree.put(path, node);
    const root = this.root();
    return {
      ...root,
      host: treeHost(tree, this.parts.name),
      files: [...root.files, ...files.keys()],
    };
  }

  /** @param changes what has become of the packages' files since: a layer of `ChangedMembers` */
  root(changes?: Layer): LockedRoot {
    const { lock, machine, parts } = this;
    const tree = changes === undefined ? this.tree : layeredTree(parts);
    if (changes !== undefined) applyChanges(tree, changes);
    const digest = [lockDigest(lock), ...(changes === undefined ? [] : [changes.digest])].join(' ');
    const host = treeHost(tree, parts.name, digest);
    const changed = changes === undefined ? [] : changedPaths(changes);
    return {
      host,
      kernelHost: this.hasKernel ? host : withKernelsOf(machine, host),
      packages: lock.packages.map(({ id }) => id),
      files: [...new Set([...parts.database, ...changed])],
      digest,
      cpu: lock.cpu,
    };
  }
}

function changedPaths({ tree, notes }: Layer): BytePath[] {
  const { links } = notes as unknown as ChangeNotes;
  return [...[...tree.walk()].map(({ path }) => path), ...links.map(([path]) => path)];
}

/** Those of the kernel. */
async function moduleLists(
  kernels: readonly Layer[],
  makeHost: () => Host,
  { cacheDirectory, signal }: RepositoryContext,
): Promise<Map<BytePath, TreeNode>> {
  if (kernels.length === 0) return new Map();
  const identity = kernels.map(({ digest }) => digest).join(' ');
  const trees = kernels.map(({ tree }) => tree);
  return moduleListFiles(trees, makeHost(), { identity, cacheDirectory, signal });
}

function layeredPackage(pkg: RepositoryPackage, { tree, notes }: Layer): LayeredPackage {
  const newest = newestOf(tree);
  const paths = () => [...tree.walk()].map(({ path }) => path);
  const node = (path: BytePath) => tree.lookup(path);
  const read = (path: BytePath) => {
    const node = tree.lookup(path);
    return node?.type === 'file' ? readContent(node.content, 0, node.size) : undefined;
  };
  return { package: pkg, notes, paths, node, read, newest };
}
