import { type BytePath, displayPath, joinPath } from '@supermin/core';
import { kernelMissing, kernelOlderText } from '../errors/kernel.ts';
import { debianKernelPackage, namesArchitecture } from './architecture.ts';
import { inspectImage, type KernelImage } from './inspect-image.ts';
import type { Kernel, KernelRequest, Say } from './kernel.ts';
import { findModules, hasModulesDep, listNames, moduleRoots } from './module-directory.ts';
import { versionFromPath } from './named-kernel.ts';
import { compareKernelNames, isUnbootable } from './rank.ts';
import { isAllowed, UNREADABLE, warnIfUnreadable } from './unreadable.ts';

/** What is smaller is a placeholder of a package, not a kernel. */
const SMALLEST_KERNEL = 10_000;

/** A file that may be a kernel. */
interface Candidate {
  path: BytePath;
  /** What its rank follows from: `6.1.0-18-amd64`. */
  name: string;
  /** For one in a modules directory: that directory, whose name is its version. */
  modules?: BytePath;
}

/**
 * The newest installed kernel that has modules: `/lib/modules/VERSION/vmlinuz` before `/boot/vmlinu?-*-ARCH` before
 * `/boot/vmlinu?-*`.
 *
 * @param givenModules SUPERMIN_MODULES: used in place of any modules directory
 * @throws SuperminError `KERNEL_MISSING` that says where it looked and what it passed over
 */
export function installedKernel(
  request: KernelRequest,
  givenModules: BytePath | undefined,
  say: Say,
): Kernel {
  const { host, cpu } = request;
  const passedOver: string[] = [];
  let unreadable: BytePath | undefined;
  const search = (candidates: readonly Candidate[]): Kernel | undefined => {
    for (const candidate of inOrder(candidates, cpu)) {
      const kernel = examine(request, candidate, givenModules, say);
      if (typeof kernel !== 'string') {
        if (unreadable === undefined) return kernel;
        request.report({ kind: 'warning', text: kernelOlderText(unreadable, kernel.path) });
        return { ...kernel, newer: unreadable };
      }
      if (kernel === UNREADABLE) unreadable ??= candidate.path;
      const text = `${displayPath(candidate.path)}: ${kernel}`;
      say(`passed over ${text}`);
      passedOver.push(text);
    }
    return undefined;
  };
  say('looking for kernels in /lib/modules/*/vmlinuz ...');
  const withModules = search(kernelsWithModules(request));
  if (withModules !== undefined) return withModules;
  say('looking for kernels in /boot ...');
  const inBoot = kernelsInBoot(request);
  const native = inBoot.filter(({ path }) => namesArchitecture(path.slice(6), cpu));
  const others = inBoot.filter((candidate) => !native.includes(candidate));
  const kernel = search(native) ?? search(others);
  if (kernel !== undefined) return kernel;
  throw kernelMissing(cpu, host.root, debianKernelPackage(cpu), passedOver);
}

function inOrder(candidates: readonly Candidate[], cpu: string): Candidate[] {
  return candidates
    .filter(({ name }) => !isUnbootable(name, cpu))
    .sort((a, b) => compareKernelNames(a.name, b.name));
}

function kernelsWithModules({ host }: KernelRequest): Candidate[] {
  return moduleRoots(host).flatMap((root) =>
    listNames(host, root)
      .map((name) => ({ name, modules: joinPath(root, name) }))
      .filter(({ modules }) => listNames(host, modules).includes('vmlinuz'))
      .map(({ name, modules }) => ({ name, modules, path: joinPath(modules, 'vmlinuz') })),
  );
}

function kernelsInBoot({ host }: KernelRequest): Candidate[] {
  return listNames(host, '/boot')
    .filter((name) => /^vmlinu.-/.test(name))
    .map((name) => ({ name: name.slice('vmlinuz-'.length), path: `/boot/${name}` }));
}

/** The kernel, or why it cannot be used. */
function examine(
  request: KernelRequest,
  candidate: Candidate,
  givenModules: BytePath | undefined,
  say: Say,
): Kernel | string {
  const { host } = request;
  const { path, modules } = candidate;
  const image = inspectImage(host, path, request.cpu);
  if (typeof image === 'string') return image;
  const { size = Number.POSITIVE_INFINITY } = image;
  if (size <= SMALLEST_KERNEL) return `it has only ${size} bytes`;
  const version = modules === undefined ? bootVersion(path, image, say) : versionFromPath(path);
  if (version === undefined) return image.readable ? 'its version is unknown' : UNREADABLE;
  const directory = givenModules ?? modules ?? findModules(host, version);
  if (directory === undefined) return `there is no modules.dep in /lib/modules/${version}`;
  if (directory === modules && !hasModulesDep(host, modules)) {
    return `${displayPath(modules)} has no modules.dep`;
  }
  if (!isAllowed(request, image)) return UNREADABLE;
  if (givenModules === undefined && modules === undefined) {
    say(`picked modules path ${directory}`);
  }
  warnIfUnreadable(request, path, image);
  return { path, version, modules: directory };
}

function bootVersion(path: BytePath, image: KernelImage, say: Say): string | undefined {
  const version = image.version ?? versionFromPath(path);
  if (version !== undefined) {
    const origin = image.version === undefined ? 'filename' : 'content';
    say(`kernel version of ${displayPath(path)} = ${version} (from ${origin})`);
  }
  return version;
}
