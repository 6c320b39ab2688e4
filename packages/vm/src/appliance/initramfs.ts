import { createReadStream, createWriteStream, existsSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { chooseKernel, OWN_DIRECTORY, putInitrd } from '@supermin/boot';
import {
  type BytePath,
  cpuOf,
  type Host,
  joinPath,
  type Report,
  realPath,
  toSystemPath,
} from '@supermin/core';
import type { Appliance } from './appliance-files.ts';
import { kernelRequestFor } from './modules-directory.ts';

export interface InitramfsRequest {
  /** Where the kernel's modules are. */
  host: Host;
  signal: AbortSignal;
  report: Report;
  /** The user's cache directory: unpacked modules are kept there. */
  cache: BytePath;
  /** Exists, and is removed when the VM has ended. */
  scratch: BytePath;
}

/** An appliance without a root image, and how much memory it fills when it is unpacked, in MiB. */
export interface InitramfsAppliance {
  appliance: Appliance;
  memory: number;
}

/** Whether a directory holds an appliance as `build -f cpio` makes them: a kernel, and all the rest in the initrd. */
export function isInitramfs(directory: BytePath): boolean {
  const has = (name: string) => existsSync(toSystemPath(joinPath(directory, name)));
  return has('kernel') && has('initrd') && !has('root');
}

/**
 * The files of such an appliance, with the guest init and the modules that it needs in front of the archive:
 *
 *     .supermin/init, .supermin/modules, ...   ours
 *     init, bin, etc, ...                      the appliance's own, in whatever compression
 *
 * Linux unpacks one archive after the other. Each begins at a multiple of four bytes: a newc archive fills them up.
 *
 * @throws SuperminError as `chooseKernel` and `putInitrd` of boot
 */
export async function initramfsAppliance(
  directory: BytePath,
  { host, signal, report, cache, scratch }: InitramfsRequest,
): Promise<InitramfsAppliance> {
  const real = realPath(directory);
  const [kernel, own] = [joinPath(real, 'kernel'), joinPath(real, 'initrd')];
  const chosen = chooseKernel(kernelRequestFor(kernel, host, report));
  const initrd = joinPath(scratch, 'initrd');
  await putInitrd(chosen, initrd, {
    host,
    signal,
    report,
    cpu: cpuOf(host),
    directory: OWN_DIRECTORY,
    cacheDirectory: cache,
  });
  await append(own, initrd, signal);
  return { appliance: { kernel, initrd }, memory: memoryFor(statSync(toSystemPath(own)).size) };
}

async function append(source: BytePath, target: BytePath, signal: AbortSignal): Promise<void> {
  const to = createWriteStream(toSystemPath(target), { flags: 'a' });
  try {
    await pipeline(createReadStream(toSystemPath(source)), to, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

/** The archive and what is unpacked from it are in memory together; one that is compressed fills some four times its size. */
function memoryFor(bytes: number): number {
  return Math.ceil((5 * bytes) / (1 << 20));
}
