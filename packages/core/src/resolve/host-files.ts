import type { Pacer } from '../events/pacer.ts';
import type { FileStatus, Host } from '../host/host.ts';
import type { BytePath } from '../path/byte-path.ts';
import type { FileTree, MakeParent } from '../tree/file-tree.ts';
import { HostReader, isAccessError } from './host-reader.ts';

export interface Copied {
  /** Paths that went into the tree. */
  found: number;
  /** Paths that are there but may not be read. */
  unreadable: BytePath[];
}

/** So many paths are looked at before somebody is told. */
const TOLD = 128;

/**
 * Puts files of the host into the tree: one `lstat` a path. What does not exist is passed over, what may not be
 * read is left out and returned. Directories on the way that nobody named come from the host, too.
 *
 * @param files where each belongs → where it lies on the host
 * @param grown told now and then that the tree has grown
 */
export async function copyHostFiles(
  host: Host,
  files: ReadonlyMap<BytePath, BytePath>,
  tree: FileTree,
  pacer: Pacer,
  grown?: () => void,
): Promise<Copied> {
  const reader = new HostReader(host);
  const makeParent: MakeParent = (path) => reader.parent(path);
  const copied: Copied = { found: 0, unreadable: [] };
  const links: BytePath[] = [];
  let looked = 0;
  for (const [path, hostPath] of files) {
    if (++looked % TOLD === 0) grown?.();
    if (pacer.due()) await pacer.rest();
    const node = reader.node(hostPath);
    if (node === 'unreadable') copied.unreadable.push(hostPath);
    else if (node !== 'missing') {
      tree.put(path, node, makeParent);
      if (node.type === 'symlink') links.push(path);
      copied.found++;
    }
  }
  for (const path of links) completeLink(path, host, tree, makeParent);
  return copied;
}

/**
 * A link that leads to a directory of the host leads to one in the appliance, too, even if no package owns it
 * (`/var/lock` → `/run/lock`): an empty one, like the host's.
 */
function completeLink(path: BytePath, host: Host, tree: FileTree, makeParent: MakeParent): void {
  if (tree.lookup(path)?.type !== 'symlink' || !tree.dangles(path)) return;
  const status = readableStatus(() => host.stat(path));
  if (status?.type === 'directory') tree.makeDirectory(path, makeParent);
}

function readableStatus(read: () => FileStatus | undefined): FileStatus | undefined {
  try {
    return read();
  } catch (error) {
    if (isAccessError(error)) return undefined;
    throw error;
  }
}
