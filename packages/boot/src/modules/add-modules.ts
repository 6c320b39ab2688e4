import {
  type BytePath,
  type CallContext,
  displayPath,
  type FileTree,
  HostReader,
  joinPath,
  Pacer,
} from '@supermin/core';
import type { Kernel } from '../kernel/kernel.ts';

/**
 * Puts the kernel's modules directory, whole, into the tree at `/lib/modules/VERSION` (which is in `/usr/lib` where `/lib`
 * is a link). Files that can't be read are left out, with one warning.
 */
export async function addModules(
  tree: FileTree,
  kernel: Kernel,
  { host, signal, report }: CallContext,
): Promise<void> {
  const reader = new HostReader(host);
  const pacer = new Pacer(signal);
  const unreadable: BytePath[] = [];
  const add = async (source: BytePath, target: BytePath): Promise<void> => {
    if (pacer.due()) await pacer.rest();
    const node = reader.node(source);
    if (node === 'unreadable') unreadable.push(source);
    if (typeof node === 'string') return;
    tree.put(target, node, (path) => reader.parent(path));
    if (node.type !== 'directory') return;
    for (const name of host.readdir(source)) {
      await add(joinPath(source, name), joinPath(target, name));
    }
  };
  await add(kernel.modules, `/lib/modules/${kernel.version}`);
  if (unreadable.length > 0) {
    report({
      kind: 'warning',
      text: `${unreadable.length} kernel modules can't be read and will be missing: ${displayPath(unreadable[0]!)}, ...`,
    });
  }
}
