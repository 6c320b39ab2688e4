import {
  type BytePath,
  type CallContext,
  displayPath,
  firstFew,
  type Host,
  joinPath,
  Pacer,
  systemErrorCode,
  type WriterContext,
} from '@supermin/core';
import {
  type DirectoryNode,
  type FileTree,
  HostReader,
  type TreeNode,
} from '@supermin/core/writer';
import type { Kernel } from '../kernel/kernel.ts';
import { modulesDirectory } from '../kernel/modules-image.ts';
import { modulesParents } from './modules-parents.ts';

export interface Placement {
  /** Default: where the kernel looks for them. */
  target?: BytePath;
  /**
   * The host whose `/lib` and so on they go into. Default: the one that they are read from. If it is another, they are a
   * copy that this process made, and become root's.
   */
  layout?: Host;
}

/** With `sourceDateEpoch` nothing that is added is newer. */
export type ModuleContext = CallContext & Pick<WriterContext, 'sourceDateEpoch' | 'strict'>;

const ROOT = { uid: 0, gid: 0 };
const EMPTY = { type: 'directory', mode: 0o755, ...ROOT, mtime: 0 } as const;

/**
 * Puts the kernel's modules directory, whole, into the tree at `/lib/modules/VERSION` (which is in `/usr/lib` where
 * `/lib` is a link), or at the top of it. Links such as `build` stay links. What cannot be read is left out, with one warning.
 */
export async function addModules(
  tree: FileTree,
  kernel: Kernel,
  context: ModuleContext,
  placement: Placement = {},
): Promise<void> {
  const modules = await readModules(kernel, context, placement);
  putModules(tree, { kernel, modules }, context, placement);
}

/** Reads the kernel's modules directory, for a tree that need not be there yet. */
export async function readModules(
  kernel: Kernel,
  { host, signal, report, sourceDateEpoch: latest = Number.POSITIVE_INFINITY }: ModuleContext,
  { layout = host }: Placement = {},
): Promise<DirectoryNode> {
  const reader = new HostReader(host);
  const pacer = new Pacer(signal);
  const unreadable: BytePath[] = [];
  const names = (directory: BytePath): BytePath[] => {
    try {
      return host.readdir(directory);
    } catch (error) {
      if (systemErrorCode(error) !== 'EACCES') throw error;
      unreadable.push(directory);
      return [];
    }
  };
  const dress = (node: TreeNode) => {
    if (node.mtime > latest) node.mtime = latest;
    if (layout !== host) Object.assign(node, ROOT);
  };
  const read = async (path: BytePath, directory: DirectoryNode): Promise<void> => {
    dress(directory);
    for (const name of names(path)) {
      if (pacer.due()) await pacer.rest();
      const below = joinPath(path, name);
      const child = reader.node(below);
      if (child === 'unreadable') unreadable.push(below);
      if (typeof child === 'string') continue;
      directory.children.set(name, child);
      if (child.type === 'directory') await read(below, child);
      else dress(child);
    }
  };
  // With SUPERMIN_MODULES it may be a link to the directory: what it leads to is wanted, not the link.
  const directory = reader.node(`${kernel.modules}/.`);
  if (directory === 'unreadable') unreadable.push(kernel.modules);
  const found = isDirectory(directory) ? directory : { ...EMPTY, children: new Map() };
  await read(kernel.modules, found);
  if (unreadable.length > 0) report({ kind: 'warning', text: warning(kernel, unreadable) });
  return found;
}

/** Puts what `readModules` has read into the tree. */
export function putModules(
  tree: FileTree,
  { kernel, modules }: { kernel: Kernel; modules: DirectoryNode },
  context: ModuleContext,
  { target = modulesDirectory(kernel.version), layout = context.host }: Placement = {},
): void {
  if (target !== '/') tree.put(target, modules, modulesParents(tree, { ...context, host: layout }));
  else for (const [name, node] of modules.children) tree.put(joinPath('/', name), node);
}

function isDirectory(node: TreeNode | string): node is DirectoryNode {
  return typeof node !== 'string' && node.type === 'directory';
}

function warning({ modules }: Kernel, unreadable: readonly BytePath[]): string {
  const count = `${unreadable.length} file${unreadable.length === 1 ? '' : 's'}`;
  const named = firstFew(unreadable.map(displayPath), 1);
  return `${count} in ${displayPath(modules)} left out: permission denied: ${named}`;
}
