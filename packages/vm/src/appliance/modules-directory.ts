import { chooseKernel, type KernelRequest } from '@supermin/boot';
import {
  attempt,
  type BytePath,
  cpuOf,
  type Host,
  localHost,
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

/** By which boot finds the modules of an appliance's kernel, a file of this machine, whatever root they are in. */
export function kernelRequestFor(kernel: BytePath, host: Host, report: Report): KernelRequest {
  return {
    host,
    environment: {},
    cpu: cpuOf(host),
    report,
    kernel: realPath(kernel),
    kernelHost: localHost(),
  };
}
