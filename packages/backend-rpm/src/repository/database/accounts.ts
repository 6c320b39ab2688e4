import type { BytePath, LayeredPackage } from '@supermin/core';
import type { TreeNode } from '@supermin/core/writer';
import type { RpmNotes } from '../unpack/notes.ts';

/** Numbers of users and groups, by name: what the packages' own files say. */
interface Accounts {
  users: ReadonlyMap<string, number>;
  groups: ReadonlyMap<string, number>;
}

/** @param packages of the root: one of them has /etc/passwd and /etc/group (Fedora's is called setup) */
function accountsOf(packages: readonly LayeredPackage[]): Accounts {
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

/** Bits of a mode: programs run as their owner, or as their group. */
const SETUID = 0o4000;
const SETGID = 0o2000;

/**
 * Paths that do not belong to root, with their owners. Users and groups that no file of the root has are root, as rpm itself takes
 * them: most of them are made by scripts, which were not run. Such a file does not run as its owner any more, as with rpm: what was
 * meant for a user of few rights must not run with all of them.
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
      if (node === undefined) continue;
      const copy = copies.get(node) ?? withOwner(node, users.get(user), groups.get(group));
      copies.set(node, copy);
      if (copy.uid === 0 && copy.gid === 0 && copy.mode === node.mode) continue;
      changed.set(path, copy);
    }
  }
  return changed;
}

/** Undefined is nobody that the root knows. */
function withOwner(node: TreeNode, user: number | undefined, group: number | undefined): TreeNode {
  const lost = (user === undefined ? SETUID : 0) | (group === undefined ? SETGID : 0);
  const owned = { uid: user ?? 0, gid: group ?? 0, mode: node.mode & ~lost };
  return node.type === 'directory'
    ? { ...node, ...owned, children: new Map() }
    : { ...node, ...owned };
}
