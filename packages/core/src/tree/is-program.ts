import type { BytePath } from '../path/byte-path.ts';
import type { FileTree } from './file-tree.ts';
import { resolvePath } from './resolve-path.ts';

const EXECUTABLE = 0o111;

/** True if the path leads to a file that somebody may execute, all links followed as the kernel does. */
export function isProgram(tree: FileTree, path: BytePath): boolean {
  const { node } = resolvePath(tree.root, path);
  return node?.type === 'file' && (node.mode & EXECUTABLE) !== 0;
}
