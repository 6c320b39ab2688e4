import type { FileNode } from '../tree/node.ts';

/**
 * Can a second thread copy a file by itself? If it is one of the host, whole: where there may be holes, somebody has to look
 * for them first.
 */
export function isPlainFile({ content, sparse }: FileNode): boolean {
  return content.kind === 'path' && sparse !== true;
}
