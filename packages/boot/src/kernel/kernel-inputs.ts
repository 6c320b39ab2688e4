import { type BytePath, type Host, joinPath } from '@supermin/core';
import { watchedPaths } from '@supermin/core/writer';
import type { Kernel } from './kernel.ts';

/**
 * The files and directories, as `open` takes them, whose change means that another kernel may be chosen or that its
 * modules differ: the image, `modules.dep` (`depmod` writes it anew whenever modules come or go), and the directories
 * where kernels appear; and a newer image that may become readable.
 */
export function kernelInputs(kernel: Kernel, host: Host): BytePath[] {
  const modules =
    kernel.image === undefined
      ? [kernel.modules, joinPath(kernel.modules, 'modules.dep')]
      : [kernel.modules];
  const newer = kernel.newer === undefined ? [] : [kernel.newer];
  const paths = [kernel.path, ...modules, ...newer, '/lib/modules', '/boot'];
  return watchedPaths(host, paths);
}
