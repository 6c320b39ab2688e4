import {
  displayPath,
  type OsRelease,
  type OutputContents,
  type Package,
  type PackageContents,
  type SourcePackage,
} from '@supermin/core';
import type { FileTree, TreeNode } from '@supermin/core/writer';
import type { Kind } from './inventory.ts';

/** A package, and what its backend says of it. */
export interface SubjectPackage extends Package {
  source?: SourcePackage | undefined;
  purl?: string | undefined;
  /** Bytes of the package file. */
  download?: number | undefined;
}

/** What is looked at, once it is open. */
export interface Subject {
  kind: Kind;
  /** Paths, or names of packages, as byte strings. */
  names: readonly string[];
  format?: string | undefined;
  /** Absent for packages of which no file is here. */
  contents?: OutputContents | undefined;
  packages: readonly SubjectPackage[];
  release?: OsRelease | undefined;
  notes: readonly string[];
  close(): void;
}

/** What stands in for the contents of an output where nothing is written yet: contents of files, and nothing else. */
export function plannedContents(tree: FileTree): OutputContents {
  const stored = new Map<TreeNode, number>();
  let size = 0;
  for (const { node } of tree.walk()) {
    if (node.type !== 'file' || stored.has(node)) continue;
    stored.set(node, node.size);
    size += node.size;
  }
  return { tree, size, stored, overhead: [], notes: [] };
}

/**
 * Gives each node the package that lists it, by the rule of a build: the last one of a file, the first one of a directory.
 *
 * @param packages those of the tree, in the order of `contents`
 * @returns what could not be listed, for people
 */
export function attribute(tree: FileTree, contents: readonly PackageContents[]): string[] {
  const problems: string[] = [];
  for (const [index, each] of contents.entries()) {
    try {
      for (const { path } of each.files) own(tree, path, index);
    } catch (error) {
      problems.push(`${displayPath(each.package.id)}: ${(error as Error).message}`);
    }
  }
  return problems;
}

function own(tree: FileTree, path: string, index: number): void {
  const slash = path.lastIndexOf('/');
  const node = tree.directory(path.slice(0, slash) || '/')?.children.get(path.slice(slash + 1));
  if (node === undefined) return;
  if (node.type === 'directory') node.package ??= index;
  else node.package = index;
}
