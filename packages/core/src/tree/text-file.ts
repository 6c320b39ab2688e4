import type { FileNode } from './node.ts';

/** A file of root's with this text, a byte string. @param mtime seconds since the epoch */
export function textFile(text: string, mtime: number, mode = 0o644): FileNode {
  const bytes = Buffer.from(text, 'latin1');
  const content = { kind: 'bytes', bytes } as const;
  return { type: 'file', mode, uid: 0, gid: 0, mtime, size: bytes.length, content };
}
