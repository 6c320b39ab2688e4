import { chooseKernel, type Kernel, readModules } from '@supermin/boot';
import type { BytePath, WriterContext } from '@supermin/core';
import {
  type DirectoryNode,
  type FileNode,
  isPlainFile,
  startCopyThread,
} from '@supermin/core/writer';
import { ImageAhead } from '../image/image-ahead.ts';
import { parseSize } from '../layout/size-request.ts';

/** The kernel's modules, which every image of that kernel has, whatever else is in it. */
export interface BegunModules {
  kernel: Kernel;
  modules: DirectoryNode;
  /** Their part of the image; undefined where a second thread is of no use. */
  ahead: ImageAhead | undefined;
}

/**
 * Reads the modules directory and has its files copied to where they are going to be in the image.
 *
 * @param root the image
 * @returns undefined where that cannot be known: the image's size depends on the tree, or the modules are in an image, too
 * @throws whatever choosing a kernel throws
 */
export async function beginModules(
  root: BytePath,
  size: string,
  context: WriterContext,
): Promise<BegunModules | undefined> {
  const wanted = parseSize(size);
  if (wanted.kind !== 'fixed') return undefined;
  // As early as can be: it takes a while to start. How much there is to copy is not known, but no kernel is small.
  const thread = startCopyThread(Number.POSITIVE_INFINITY);
  let ahead: ImageAhead | undefined;
  try {
    const kernel = chooseKernel({ ...context, report: () => {} });
    if (kernel.image !== undefined) return undefined;
    const modules = await readModules(kernel, context);
    const files = filesOf(modules);
    if (thread !== undefined && files.every(isPlainFile)) {
      ahead = ImageAhead.begin(root, wanted.bytes, files, thread);
    }
    return { kernel, modules, ahead };
  } finally {
    if (ahead === undefined) await thread?.stop();
  }
}

/** All files of a directory, each once, in the order of `FileTree.walk()`. */
export function filesOf(directory: DirectoryNode): FileNode[] {
  const files = new Set<FileNode>();
  const visit = ({ children }: DirectoryNode) => {
    for (const name of [...children.keys()].sort()) {
      const node = children.get(name)!;
      if (node.type === 'directory') visit(node);
      else if (node.type === 'file') files.add(node);
    }
  };
  visit(directory);
  return [...files];
}
