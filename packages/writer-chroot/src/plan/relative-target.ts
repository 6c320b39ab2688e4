import { type BytePath, joinPath, parentPath } from '@supermin/core';
import type { FileTree } from '@supermin/core/writer';

/** The longest target that Linux takes. */
const MAXIMUM_TARGET = 4095;

/**
 * The target of a symbolic link in a form that leads to the same file from inside the chroot and from outside of it.
 *
 *     /usr/bin/awk -> /etc/alternatives/awk     becomes    ../../etc/alternatives/awk
 *     /etc/os-release -> ../usr/lib/os-release  stays
 *     /etc/x -> ../../../etc/shadow             becomes    ../etc/shadow
 *
 * `/..` is `/` inside, but leads out of the chroot from outside: a `..` that does nothing inside is left out. Whether it
 * does is looked up in the tree, because names before it may be links.
 *
 * @param path of the link: its parents are real directories, as `FileTree.walk()` gives it
 * @returns undefined if no target that is short enough does it
 */
export function relativeTarget(
  path: BytePath,
  target: BytePath,
  tree: FileTree,
): BytePath | undefined {
  const absolute = target.startsWith('/');
  const parent = parentPath(path);
  const kept: BytePath[] = absolute ? upToRoot(parent) : [];
  let climbs = false;
  let position = absolute ? '/' : parent;
  for (const name of target.split('/')) {
    if (name === '' || name === '.') continue;
    if (name === '..' && tree.directory(position) === tree.root) {
      climbs = true;
      continue;
    }
    kept.push(name);
    position = joinPath(position, name);
  }
  if (!absolute && !climbs) return target;
  // A final `/` or `/.` says that a directory is meant; `..` is one anyway.
  const end = /\/\.?$/.test(target) && (kept.at(-1) ?? '..') !== '..' ? '/' : '';
  const rewritten = (kept.join('/') || '.') + end;
  return rewritten.length > MAXIMUM_TARGET ? undefined : rewritten;
}

function upToRoot(directory: BytePath): BytePath[] {
  return directory === '/' ? [] : directory.slice(1).split('/').fill('..');
}
