import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { chooseKernel, type KernelRequest, putInitrd } from '@supermin/boot';
import {
  type BytePath,
  cacheName,
  cpuOf,
  entryName,
  joinPath,
  localHost,
  ownDirectory,
  ownerTag,
  type Report,
  toSystemPath,
} from '@supermin/core';
import type { Appliance } from '../appliance/appliance-files.ts';
import { STORE } from '../appliance/cached-appliance.ts';
import type { Places } from '../appliance/with-cache.ts';
import { findVirtiofsd, type Virtiofsd } from '../shares/virtiofsd.ts';
import { shareOfRoot } from './share-of-root.ts';

export interface HostApplianceRequest
  extends Partial<Pick<KernelRequest, 'environment' | 'kernel'>> {
  signal?: AbortSignal;
  report?: Report;
}

/** All of the VM's directories come by 9p then: files belong to whom they belong to here. */
const ORDINARY_USER = 'virtiofs can serve it for root only';

export interface HostAppliance {
  appliance: Appliance;
  cpu: string;
  /** What serves the root and other directories by virtiofs, or why nothing does. */
  daemon: Virtiofsd | string;
}

/**
 * A VM whose root is this machine's: its kernel, an initrd that mounts a shared directory as the root, and that directory.
 *
 *     CACHE/run/host-<hash of kernel and filesystem>/initrd     made beside it by each run, so its directory's age is that of the last
 *
 * @param daemon what serves the root by virtiofs, or why nothing does; default: what this user has
 * @throws SuperminError `SHARE_IMPOSSIBLE`, with what to install; all that choosing a kernel and making an initrd throw
 */
export async function hostAppliance(
  request: HostApplianceRequest,
  { cache, uses }: Pick<Places, 'cache' | 'uses'>,
  daemon: Virtiofsd | string = ownDaemon(),
): Promise<HostAppliance> {
  const { environment = {}, kernel: wanted, report = () => {} } = request;
  const { signal = new AbortController().signal } = request;
  const host = localHost();
  const cpu = cpuOf(host);
  const kernel = chooseKernel({
    host,
    environment,
    cpu,
    report,
    kernel: wanted,
    readableKernel: true,
  });
  const rootShare = shareOfRoot(kernel.modules, daemon);
  const name = `host-${cacheName([kernel.path, kernel.version, rootShare.type])}`;
  await uses.add(entryName(STORE, name), signal);
  const initrd = joinPath(ownDirectory(cache, STORE, name), 'initrd');
  const rootFilesystem = rootShare.type;
  await replaceFile(initrd, (file) =>
    putInitrd(kernel, file, { host, signal, report, cpu, cacheDirectory: cache, rootFilesystem }),
  );
  const appliance = { kernel: kernel.path, initrd, rootShare, modulesDirectory: kernel.modules };
  return { appliance, cpu, daemon };
}

function ownDaemon(): Virtiofsd | string {
  return process.geteuid?.() === 0 ? findVirtiofsd() : ORDINARY_USER;
}

/** Another VM that starts meanwhile has the old one or the new one, whole. One that is the same stays, as saved VMs go by it. */
async function replaceFile(
  file: BytePath,
  make: (temporary: BytePath) => Promise<void>,
): Promise<void> {
  const temporary = `${file}.${ownerTag()}`;
  try {
    await make(temporary);
    if (!isSame(file, temporary)) renameSync(toSystemPath(temporary), toSystemPath(file));
  } finally {
    rmSync(toSystemPath(temporary), { force: true });
  }
}

function isSame(one: BytePath, other: BytePath): boolean {
  if (!existsSync(toSystemPath(one))) return false;
  return readFileSync(toSystemPath(one)).equals(readFileSync(toSystemPath(other)));
}
