import type { Inventory, InventoryFile } from '../model/inventory.ts';
import { groupOf } from '../report/text.ts';

/** A part of an image, and what it is made of. */
export interface SizeNode {
  name: string;
  /** Bytes of its own: of leaves all, of others what no child has. */
  bytes: number;
  /** For colours: what is at the top. */
  kind: 'package' | 'modules' | 'other' | 'overhead' | 'free';
  children: SizeNode[];
}

const FREE = 'free space';

/**
 * packages → directories → files, and beside the packages what no package has and what the format takes for itself. The bytes of all
 * nodes add up to the inventory's size.
 */
export function sizeHierarchy(inventory: Inventory): SizeNode {
  const root = branch(inventory.subject.join(' '), 'other');
  const { packages, files, overhead } = inventory;
  if (files === undefined) {
    for (const { id, download = 0 } of packages) root.children.push(leaf(id, download, 'package'));
    return root;
  }
  const owned = packages.map(({ id }) => branch(id, 'package'));
  const others = new Map<string, SizeNode>();
  for (const file of files) {
    if (file.stored === 0) continue;
    const top = file.package === undefined ? groupFor(others, file) : owned[file.package]!;
    put(top, file);
  }
  root.children.push(...owned, ...others.values(), ...overhead.map(describeOverhead));
  for (const child of root.children) merge(child);
  return root;
}

function groupFor(groups: Map<string, SizeNode>, { path }: InventoryFile): SizeNode {
  const name = groupOf(path);
  const known = groups.get(name) ?? branch(name, name === 'kernel modules' ? 'modules' : 'other');
  groups.set(name, known);
  return known;
}

function describeOverhead({ name, bytes }: { name: string; bytes: number }): SizeNode {
  return leaf(name, bytes, name === FREE ? 'free' : 'overhead');
}

function put(top: SizeNode, { path, stored, type }: InventoryFile): void {
  let node = top;
  const names = path.split('/').filter(Boolean);
  const directories = type === 'directory' ? names : names.slice(0, -1);
  for (const name of directories) {
    let next = node.children.find((child) => child.name === name);
    if (next === undefined) {
      next = branch(name, top.kind);
      node.children.push(next);
    }
    node = next;
  }
  if (type === 'directory') node.bytes += stored;
  else node.children.push(leaf(names.at(-1)!, stored, top.kind));
}

/** A directory with nothing but another one in it is one with that: `usr/share/doc`. */
function merge(node: SizeNode): void {
  for (const child of node.children) merge(child);
  for (const [index, child] of node.children.entries()) {
    const [only] = child.children;
    if (child.children.length !== 1 || only!.children.length === 0) continue;
    const bytes = child.bytes + only!.bytes;
    node.children[index] = { ...only!, name: `${child.name}/${only!.name}`, bytes };
  }
}

function branch(name: string, kind: SizeNode['kind']): SizeNode {
  return { name, bytes: 0, kind, children: [] };
}

function leaf(name: string, bytes: number, kind: SizeNode['kind']): SizeNode {
  return { name, bytes, kind, children: [] };
}
