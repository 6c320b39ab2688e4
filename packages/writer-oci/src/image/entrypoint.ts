import { type BytePath, baseName, joinPath, parentPath } from '@supermin/core';
import type { FileTree, TreeNode } from '@supermin/core/writer';

/** What a container starts: image-spec, config.md. */
export interface Start {
  Entrypoint?: readonly string[];
  Cmd?: readonly string[];
}

const EXECUTABLE = 0o111;

/** As many links as Linux follows in one path. */
const MAXIMUM_LINKS = 40;

/** What was asked for; else the appliance's own /init, else a shell, which the arguments of `podman run` replace. */
export function startOf(tree: FileTree, entrypoint: readonly string[] | undefined): Start {
  if (entrypoint !== undefined) return { Entrypoint: entrypoint };
  if (isProgram(tree, '/init')) return { Entrypoint: ['/init'] };
  const shell = ['/bin/bash', '/bin/sh'].find((path) => isProgram(tree, path));
  return shell === undefined ? {} : { Cmd: [shell] };
}

function isProgram(tree: FileTree, path: BytePath): boolean {
  const node = follow(tree, path);
  return node?.type === 'file' && (node.mode & EXECUTABLE) !== 0;
}

/** What `path` leads to, a link in its last component followed. */
function follow(tree: FileTree, path: BytePath): TreeNode | undefined {
  for (let links = 0; links <= MAXIMUM_LINKS; links++) {
    const parent = parentPath(path);
    const node = tree.directory(parent)?.children.get(baseName(path));
    if (node?.type !== 'symlink') return node;
    path = node.target.startsWith('/') ? node.target : joinPath(parent, node.target);
  }
  return undefined;
}
