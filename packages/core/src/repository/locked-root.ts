import { missingModuleLists } from '../depmod/kept-lists.ts';
import { timed } from '../events/event.ts';
import type { Host } from '../host/host.ts';
import type { Layer } from '../layers/layer.ts';
import { layeredHost } from '../layers/layered-host.ts';
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
import { fetchLayers } from './fetch-layers.ts';
import { withKernelsOf } from './host-kernel.ts';
import { type Lock, lockDigest } from './lock.ts';
import { contextOf, type RepositoryOptions, repositoryOf } from './repository-options.ts';

/** A host root of packages that are nowhere installed. */
export interface LockedRoot {
  /** Files of the packages, and nothing of this machine. */
  host: Host;
  /** The same for the kernel and its modules, which are this machine's where no package brings any. */
  kernelHost: Host;
  /** Ids of all packages. */
  packages: string[];
  /** The package manager's database: files that no package has. */
  files: BytePath[];
  /** Changes with every package. */
  digest: string;
  /** The architecture, as `uname -m` has it. */
  cpu: string;
}

/**
 * Makes a host root of the packages of a lock, which are fetched if they are not kept. Nothing is unpacked but into the store.
 *
 * @throws SuperminError, as `fetchLayers`
 */
export async function lockedRoot(lock: Lock, options: RepositoryOptions): Promise<LockedRoot> {
  const context = contextOf(options);
  const { report, host: machine } = context;
  const layers = await timed(report, 'fetch packages', () => fetchLayers(lock, options));
  const packages = lock.packages.map((pkg, at) => layeredPackage(pkg, layers[at]!));
  const { below, above } = repositoryOf(options).root(packages, lock.arch);
  const stack = { name: lock.from.join('+'), layers, below };
  const kernels = layers.filter(bringsModules);
  const lists = await moduleLists(kernels, () => layeredHost(stack), context);
  const host = layeredHost({ ...stack, above: new Map([...above, ...lists]) });
  return {
    host,
    kernelHost: kernels.length > 0 ? host : withKernelsOf(machine, host),
    packages: lock.packages.map(({ id }) => id),
    files: [...above.keys()],
    digest: lockDigest(lock),
    cpu: lock.cpu,
  };
}

/** Those of the kernel, whose package makes them when it is configured. */
async function moduleLists(
  kernels: readonly Layer[],
  makeHost: () => Host,
  { cacheDirectory, signal }: RepositoryContext,
): Promise<Map<BytePath, TreeNode>> {
  if (kernels.length === 0) return new Map();
  const identity = kernels.map(({ digest }) => digest).join(' ');
  const lists = await missingModuleLists(makeHost(), { identity, cacheDirectory, signal });
  const mtime = kernels.reduce((newest, { tree }) => Math.max(newest, newestOf(tree)), 0);
  return new Map([...lists].map(([path, text]) => [path, textFile(text, mtime)]));
}

function textFile(text: string, mtime: number): TreeNode {
  const bytes = Buffer.from(text, 'latin1');
  const content = { kind: 'bytes', bytes } as const;
  return { type: 'file', mode: 0o644, uid: 0, gid: 0, mtime, size: bytes.length, content };
}

function newestOf(tree: FileTree): number {
  let newest = 0;
  for (const { node } of tree.walk()) newest = Math.max(newest, node.mtime);
  return newest;
}

function layeredPackage(pkg: RepositoryPackage, { tree, notes }: Layer): LayeredPackage {
  const newest = newestOf(tree);
  const paths = () => [...tree.walk()].map(({ path }) => path);
  const read = (path: BytePath) => {
    const node = tree.lookup(path);
    return node?.type === 'file' ? readContent(node.content, 0, node.size) : undefined;
  };
  return { package: pkg, notes, paths, read, newest };
}
