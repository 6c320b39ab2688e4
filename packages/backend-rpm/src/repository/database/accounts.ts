import type { BytePath, LayeredPackage } from '@supermin/core';
import type { TreeNode } from '@supermin/core/writer';
import type { RpmNotes } from '../unpack/notes.ts';

/** Numbers of users and groups, by name: what the packages' own files say. */
export interface Accounts {
  users: ReadonlyMap<string, number>;
  groups: ReadonlyMap<string, number>;
}

/** @param packages of the root: one of them has /etc/passwd and /etc/group (Fedora's is called setup) */
export function accountsOf(packages: readonly LayeredPackage[]): Accounts {
  const read = (path: BytePath) => {
    const found = packages.map((each) => each.read(path)).findLast((bytes) => bytes !== undefined);
    return numbersOf(found?.toString('latin1') ?? '');
  };
  return { users: read('/etc/passwd'), groups: read('/etc/group') };
}

/** `name:x:NUMBER:...` */
function numbersOf(text: string): Map<string, number> {
  const found = new Map([['root', 0]]);
  for (const line of text.split('\n')) {
    const [name = '', , number = ''] = line.split(':');
    if (/^\d{1,10}$/.test(number) && !found.has(name)) found.set(name, Number(number));
  }
  return found;
}

/**
 * Paths that do not belong to root, with their owners. Users and groups that no file of the root has are root, as rpm itself takes
 * them: most of them are made by scripts, which were not run.
 */
export function ownedNodes(packages: readonly LayeredPackage[]): Map<BytePath, TreeNode> {
  const { users, groups } = accountsOf(packages);
  const changed = new Map<BytePath, TreeNode>();
  for (const each of packages) {
    // Names of one file stay names of one file.
    const copies = new Map<TreeNode, TreeNode>();
    const { owners } = each.notes as unknown as RpmNotes;
    for (const [path, [user, group]] of Object.entries(owners)) {
      const node = each.node(path);
      const [uid, gid] = [users.get(user) ?? 0, groups.get(group) ?? 0];
      if (node === undefined || (uid === 0 && gid === 0)) continue;
      const copy = copies.get(node) ?? withOwner(node, uid, gid);
      copies.set(node, copy);
      changed.set(path, copy);
    }
  }
  return changed;
}

function withOwner(node: TreeNode, uid: number, gid: number): TreeNode {
  return node.type === 'directory'
    ? { ...node, uid, gid, children: new Map() }
    : { ...node, uid, gid };
}
