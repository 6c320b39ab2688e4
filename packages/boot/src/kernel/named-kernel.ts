import { type BytePath, baseName, displayPath, fromUnicode, parentPath } from '@supermin/core';
import {
  kernelUnusable,
  kernelVersionInvalid,
  kernelVersionMissing,
  kernelVersionUnknown,
} from '../errors/kernel.ts';
import { isVersion } from './image-version.ts';
import { inspectImage } from './inspect-image.ts';
import type { KernelFile, KernelRequest, Say } from './kernel.ts';
import { listNames, moduleRoots } from './module-directory.ts';
import { normalPath } from './normal-path.ts';
import { isAllowed, UNREADABLE, warnIfUnreadable } from './unreadable.ts';

/**
 * The kernel that the user named, by `--kernel PATH|VERSION` or else by SUPERMIN_KERNEL; undefined if there is none
 * named. Whatever is wrong with it is an error: another kernel is not what was asked for.
 */
export function namedKernel(request: KernelRequest, say: Say): KernelFile | undefined {
  const { kernel, environment } = request;
  if (kernel !== undefined) {
    if (!kernel.includes('/')) return kernelOfVersion(request, kernel);
    return kernelAt(request, '--kernel', normalPath(kernel), say);
  }
  say('looking for kernel using environment variables ...');
  if (!environment.SUPERMIN_KERNEL) return undefined;
  say(`SUPERMIN_KERNEL=${environment.SUPERMIN_KERNEL}`);
  return kernelAt(
    request,
    'SUPERMIN_KERNEL',
    normalPath(fromUnicode(environment.SUPERMIN_KERNEL)),
    say,
  );
}

function kernelAt(request: KernelRequest, source: string, path: BytePath, say: Say): KernelFile {
  const image = inspectImage(request.kernelHost ?? request.host, path, request.cpu);
  if (typeof image === 'string') throw kernelUnusable(source, path, image);
  if (!isAllowed(request, image)) throw kernelUnusable(source, path, UNREADABLE);
  const version = versionAt(request, source, { path, version: image.version }, say);
  if (version === undefined) {
    throw image.readable
      ? kernelVersionUnknown(source, path)
      : kernelUnusable(
          source,
          path,
          `its name tells no version, and it cannot be read: ${UNREADABLE}`,
        );
  }
  warnIfUnreadable(request, path, image);
  return { path, version };
}

function versionAt(
  { environment }: KernelRequest,
  source: string,
  { path, version: ofImage }: { path: BytePath; version: string | undefined },
  say: Say,
): string | undefined {
  const given = environment.SUPERMIN_KERNEL_VERSION;
  // The variable belongs to SUPERMIN_KERNEL; for another kernel it only helps out.
  if (given && source === 'SUPERMIN_KERNEL') return givenVersion(given, say);
  const version = ofImage ?? versionFromPath(path);
  if (version !== undefined) {
    const origin = ofImage === undefined ? 'filename' : 'content';
    say(`kernel version of ${displayPath(path)} = ${version} (from ${origin})`);
    return version;
  }
  return given ? givenVersion(given, say) : undefined;
}

function givenVersion(version: string, say: Say): string {
  if (!isVersion(version)) throw kernelVersionInvalid(version);
  say(`SUPERMIN_KERNEL_VERSION=${version}`);
  return version;
}

/** `/boot/vmlinuz-6.1.0` and `/lib/modules/6.1.0/vmlinuz` are of version 6.1.0. */
export function versionFromPath(path: BytePath): string | undefined {
  const [, version] = /^vmlinu.-(.+)$/s.exec(baseName(path)) ?? [];
  if (version !== undefined) return isVersion(version) ? version : undefined;
  const directory = parentPath(path);
  if (baseName(parentPath(directory)) !== 'modules') return undefined;
  return isVersion(baseName(directory)) ? baseName(directory) : undefined;
}

function kernelOfVersion(request: KernelRequest, version: string): KernelFile {
  const { host } = request;
  const roots = moduleRoots(host);
  const inBoot = listNames(host, '/boot').filter((name) => /^vmlinu.-/.test(name));
  const paths = [
    ...roots.map((root) => `${root}/${version}/vmlinuz`),
    ...inBoot.filter((name) => name.slice(8) === version).map((name) => `/boot/${name}`),
  ];
  for (const path of paths) {
    const image = inspectImage(host, path, request.cpu);
    if (typeof image === 'string') continue;
    if (!isAllowed(request, image)) throw kernelUnusable('--kernel', path, UNREADABLE);
    warnIfUnreadable(request, path, image);
    return { path, version };
  }
  const known = roots.flatMap((root) => listNames(host, root));
  throw kernelVersionMissing(version, [...new Set(known)]);
}
