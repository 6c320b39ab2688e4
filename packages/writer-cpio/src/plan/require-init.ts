import { type FileTree, isProgram } from '@supermin/core/writer';
import { noInit } from '../errors.ts';

/**
 * Without a program /init (or a link to one) the kernel looks for a root filesystem on a disk, and panics.
 *
 * @throws SuperminError `CPIO_NO_INIT`
 */
export function requireInit(tree: FileTree): void {
  if (!isProgram(tree, '/init')) throw noInit();
}
