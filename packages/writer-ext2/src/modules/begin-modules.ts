import { chooseKernel, readModules } from '@supermin/boot';
import type { BytePath, DirectoryNode, FileNode, WriterContext } from '@supermin/core';
import { ImageAhead } from '../image/image-ahead.ts';
import { parseSize } from '../layout/size-request.ts';

/** The kernel's modules, which every image of that kernel has, whatever else is in it. */
export interface BegunModules {
  modules: DirectoryNode;
  /** Their part of the image; undefined where a second thread is of no use. */
  ahead: ImageAhead | undefined;
}

/**
 * Reads the modules directory and has its files copied to where they are going to be in the image.
 *
 * @param root the image
 * @returns undefined where that can't be known: the image's size depends on the tree, or the modules are in an image, too
 * @throws whatever choosing a kernel throws
 */
export async function beginModules(
  root: BytePath,
  size: string,
  context: WriterContext,
): Promise<BegunModules | undefined> {
  const wanted = parseSize(size);
  const kernel = chooseKernel({ ...context, report: () => {} });
  if (wanted.kind !== 'fixed' || kernel.image !== undefined) return undefined;
  const modules = await readModules(kernel, context);
  const files = filesOf(modules);
  // Where holes are is not looked up here.
  const plain = !files.some(({ sparse }) => sparse);
  return { modules, ahead: plain ? ImageAhead.begin(root, wanted.bytes, files) : undefined };
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
