import { chooseKernel } from '@supermin/boot';
import {
  attempt,
  type BytePath,
  cpuOf,
  type Host,
  pathOutside,
  type Report,
  realPath,
} from '@supermin/core';

/**
 * `/lib/modules/VERSION` of an appliance's kernel, which tells how directories can be shared with it.
 *
 * @param kernel of the appliance: itself, or a link to it
 * @returns undefined where that is not known: then every way is tried
 */
export function modulesDirectoryOf(kernel: BytePath, host: Host): BytePath | undefined {
  const request = () => kernelRequestFor(kernel, host, () => {});
  return attempt(() => pathOutside(host, chooseKernel(request()).modules));
}

/** By which boot finds the modules of an appliance's kernel. */
export function kernelRequestFor(kernel: BytePath, host: Host, report: Report) {
  const path = pathIn(host.root, realPath(kernel));
  return { host, environment: {}, cpu: cpuOf(host), report, kernel: path };
}

/** A path of this machine as seen in a root that holds it. */
function pathIn(root: BytePath, path: BytePath): BytePath {
  return root !== '/' && path.startsWith(`${root}/`) ? path.slice(root.length) : path;
}
