import { closeSync, openSync, readSync } from 'node:fs';
import { toSystemPath } from '@supermin/core';
import type { FileNode, FileTree, TreeNode } from '@supermin/core/writer';
import { digest, type Listing } from '../support/listing.ts';

/** What `read` has to find of a tree. */
export function listTree(tree: FileTree): Listing {
  const listing: Listing = new Map();
  const inodes = new Map<TreeNode, string>();
  for (const { path, node } of tree.walk()) {
    const inode = inodes.get(node) ?? String(inodes.size);
    inodes.set(node, inode);
    const { type, uid, gid, mtime } = node;
    const mode = type === 'symlink' ? 0o777 : node.mode;
    listing.set(path, {
      type,
      mode,
      uid,
      gid,
      mtime: Math.floor(mtime),
      content: contentOf(node),
      inode,
      xattrs: attributesOf(node),
    });
  }
  return listing;
}

export function attributesOf({ xattrs = new Map() }: TreeNode): Record<string, string> {
  return Object.fromEntries(
    [...xattrs].map(([name, value]) => [name, Buffer.from(value).toString('hex')]),
  );
}

function contentOf(node: TreeNode): string {
  if (node.type === 'file') return digest(bytesOf(node));
  if (node.type === 'symlink') return node.target;
  return 'major' in node ? `${node.major}:${node.minor}` : '';
}

function bytesOf({ content, size }: FileNode): Uint8Array {
  if (content.kind === 'bytes') return content.bytes;
  const bytes = Buffer.alloc(size);
  if (content.kind === 'descriptor') readSync(content.fd, bytes, 0, size, content.offset);
  else {
    const fd = openSync(toSystemPath(content.path), 'r');
    try {
      readSync(fd, bytes, 0, size, content.kind === 'part' ? content.offset : 0);
    } finally {
      closeSync(fd);
    }
  }
  return bytes;
}
