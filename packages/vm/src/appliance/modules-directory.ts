import { chooseKernel } from '@supermin/boot';
import { type BytePath, cpuOf, type Host, pathOutside, realPath } from '@supermin/core';

/**
 * `/lib/modules/VERSION` of an appliance's kernel, which tells how directories can be shared with it.
 *
 * @param kernel of the appliance: itself, or a link to it
 * @returns undefined where that is not known: then every way is tried
 */
export function modulesDirectoryOf(kernel: BytePath, host: Host): BytePath | undefined {
  try {
    const request = { host, environment: {}, cpu: cpuOf(host), report: () => {} };
    const path = pathIn(host.root, realPath(kernel));
    return pathOutside(host, chooseKernel({ ...request, kernel: path }).modules);
  } catch {
    return undefined;
  }
}

/** A path of this machine as seen in a root that holds it. */
function pathIn(root: BytePath, path: BytePath): BytePath {
  return root !== '/' && path.startsWith(`${root}/`) ? path.slice(root.length) : path;
}
