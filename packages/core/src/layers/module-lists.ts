import { missingModuleLists } from '../depmod/kept-lists.ts';
import type { Host } from '../host/host.ts';
import type { BytePath } from '../path/byte-path.ts';
import type { FileTree } from '../tree/file-tree.ts';
import type { TreeNode } from '../tree/node.ts';
import { textFile } from '../tree/text-file.ts';

export interface ModuleListsOptions {
  /** What the modules are known by: digests. */
  identity: string;
  cacheDirectory: BytePath;
  signal: AbortSignal;
}

/**
 * The lists of depmod(8) that kernels of layers lack, as files: the kernel's package makes them when it is configured.
 *
 * @param trees that have modules
 * @param host that shows them
 */
export async function moduleListFiles(
  trees: readonly FileTree[],
  host: Host,
  options: ModuleListsOptions,
): Promise<Map<BytePath, TreeNode>> {
  const lists = await missingModuleLists(host, options);
  if (lists.size === 0) return new Map();
  const mtime = Math.max(0, ...trees.map(newestOf));
  return new Map([...lists].map(([path, text]) => [path, textFile(text, mtime)]));
}

/** The latest time in a tree, in seconds; 0 for an empty one. */
export function newestOf(tree: FileTree): number {
  let newest = 0;
  for (const node of tree.nodes()) newest = Math.max(newest, node.mtime);
  return newest;
}
