import { createHash } from 'node:crypto';
import { displayPath, type OutputContents } from '@supermin/core';
import { type FileNode, streamContent, type TreeNode } from '@supermin/core/writer';

export interface Digests {
  sha1: string;
  sha256: string;
}

export interface DigestedFiles {
  /** By the paths of an inventory; of several names of one inode all. */
  digests: ReadonlyMap<string, Digests>;
  unread: readonly string[];
}

export async function digestFiles(
  { tree, read }: OutputContents,
  signal: AbortSignal,
): Promise<DigestedFiles> {
  const known = new Map<TreeNode, Digests>();
  const digests = new Map<string, Digests>();
  const unread: string[] = [];
  for (const { path, node } of tree.walk()) {
    if (node.type !== 'file') continue;
    signal.throwIfAborted();
    try {
      const found = known.get(node) ?? (await digestFile(node, read, signal));
      known.set(node, found);
      digests.set(displayPath(path), found);
    } catch {
      signal.throwIfAborted();
      unread.push(displayPath(path));
    }
  }
  return { digests, unread };
}

async function digestFile(
  node: FileNode,
  read: OutputContents['read'],
  signal: AbortSignal,
): Promise<Digests> {
  const sha1 = createHash('sha1');
  const sha256 = createHash('sha256');
  let size = 0;
  for await (const chunk of read?.(node) ?? streamContent(node.content, node.size)) {
    signal.throwIfAborted();
    sha1.update(chunk);
    sha256.update(chunk);
    size += chunk.length;
  }
  if (size !== node.size) throw new Error('it has become shorter');
  return { sha1: sha1.digest('hex'), sha256: sha256.digest('hex') };
}
