import {
  type BytePath,
  type CallContext,
  displayPath,
  type FileTree,
  type Host,
  HostReader,
  joinPath,
  type MakeParent,
  Pacer,
  systemErrorCode,
  type WriterContext,
} from '@supermin/core';
import type { Kernel } from '../kernel/kernel.ts';
import { modulesDirectory } from './modules-image.ts';

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
export type ModuleContext = CallContext & Pick<WriterContext, 'sourceDateEpoch'>;

const ROOT = { uid: 0, gid: 0 };

/**
 * Puts the kernel's modules directory, whole, into the tree at `/lib/modules/VERSION` (which is in `/usr/lib` where
 * `/lib` is a link), or at the top of it. Links such as `build` stay links. What can't be read is left out, with one warning.
 */
export async function addModules(
  tree: FileTree,
  kernel: Kernel,
  { host, signal, report, sourceDateEpoch: latest = Number.POSITIVE_INFINITY }: ModuleContext,
  { target = modulesDirectory(kernel.version), layout = host }: Placement = {},
): Promise<void> {
  const reader = new HostReader(host);
  const parents = new HostReader(layout);
  const pacer = new Pacer(signal);
  const unreadable: BytePath[] = [];
  const add = async (source: BytePath, target: BytePath, node = reader.node(source)) => {
    if (pacer.due()) await pacer.rest();
    if (node === 'unreadable') unreadable.push(source);
    if (typeof node === 'string') return;
    node.mtime = Math.min(node.mtime, latest);
    if (layout !== host) Object.assign(node, ROOT);
    if (target !== '/') tree.put(target, node, makeParent);
    if (node.type !== 'directory') return;
    for (const name of names(source)) await add(joinPath(source, name), joinPath(target, name));
  };
  const makeParent: MakeParent = (path) => {
    const node = parents.parent(path);
    return node && { ...node, mtime: Math.min(node.mtime, latest) };
  };
  const names = (directory: BytePath): BytePath[] => {
    try {
      return host.readdir(directory);
    } catch (error) {
      if (systemErrorCode(error) !== 'EACCES') throw error;
      unreadable.push(directory);
      return [];
    }
  };
  // With SUPERMIN_MODULES it may be a link to the directory: what it leads to is wanted, not the link.
  const directory = reader.node(`${kernel.modules}/.`);
  await add(kernel.modules, target, directory);
  if (unreadable.length > 0) report({ kind: 'warning', text: warning(kernel, unreadable) });
}

function warning({ modules }: Kernel, unreadable: readonly BytePath[]): string {
  const count = `${unreadable.length} file${unreadable.length === 1 ? '' : 's'}`;
  const more = unreadable.length === 1 ? '' : ', ...';
  return `${count} in ${displayPath(modules)} left out: permission denied: ${displayPath(unreadable[0]!)}${more}`;
}
