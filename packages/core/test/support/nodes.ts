import type { DirectoryNode, FileNode, SymlinkNode } from '../../src/tree/node.ts';

const COMMON = { uid: 0, gid: 0, mtime: 0 };

export function file(text = '', mode = 0o644): FileNode {
  const bytes = Buffer.from(text);
  return { ...COMMON, type: 'file', mode, size: bytes.length, content: { kind: 'bytes', bytes } };
}

export function link(target: string): SymlinkNode {
  return { ...COMMON, type: 'symlink', mode: 0o777, target };
}

export function directory(mode = 0o755): DirectoryNode {
  return { ...COMMON, type: 'directory', mode, children: new Map() };
}
