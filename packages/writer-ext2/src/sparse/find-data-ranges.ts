import { closeSync, openSync } from 'node:fs';
import { type BytePath, Pacer, toSystemPath } from '@supermin/core';
import {
  type Content,
  contentOffset,
  type DirectoryNode,
  type FileNode,
  type FileTree,
} from '@supermin/core/writer';
import type { DataRanges } from '../plan/data-ranges.ts';
import { tarMap } from './tar-map.ts';
import { scanForZeros } from './zero-scan.ts';

/**
 * Up to here a file is read rather than asked about: starting a program takes as long as reading this much, and on
 * filesystems that compress or that keep small files in their inodes nearly every file looks sparse.
 */
const SMALL = 8 << 20;

/**
 * Looks where the sparse files of a tree have their holes, for `planImage`. Asks `tar`, which asks the kernel (a few
 * milliseconds however large the file); where that is of no use the file is read. Nobody is asked where the tree says it. Files
 * that are not marked `sparse` cost nothing.
 */
export async function findDataRanges(
  tree: FileTree,
  signal: AbortSignal,
): Promise<Map<FileNode, DataRanges>> {
  const found = new Map<FileNode, DataRanges>();
  for (const node of sparseFiles(tree.root)) {
    const { content, size } = node;
    const ranges =
      node.dataRanges ??
      (content.kind === 'path' || content.kind === 'part'
        ? await rangesOf(content, size, signal)
        : undefined);
    if (ranges !== undefined) found.set(node, ranges);
  }
  return found;
}

function sparseFiles(directory: DirectoryNode, files = new Set<FileNode>()): Set<FileNode> {
  // Not `of`: that makes an object a step, in code that V8 has no time to optimize.
  directory.children.forEach((node) => {
    if (node.type === 'directory') sparseFiles(node, files);
    else if (node.type === 'file' && node.sparse === true) files.add(node);
  });
  return files;
}

/** Undefined for a file that cannot be opened: that is for the copying to say. */
async function rangesOf(
  content: Content & { path: BytePath },
  size: number,
  signal: AbortSignal,
): Promise<DataRanges | undefined> {
  let fd: number;
  try {
    fd = openSync(toSystemPath(content.path), 'r');
  } catch {
    return undefined;
  }
  try {
    const whole = content.kind === 'path';
    const map = whole && size > SMALL ? await tarMap(fd, size, signal) : undefined;
    return map ?? (await scanForZeros(fd, size, new Pacer(signal), contentOffset(content)));
  } finally {
    closeSync(fd);
  }
}
