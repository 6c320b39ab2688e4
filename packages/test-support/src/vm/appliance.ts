import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BytePath, type Host, localHost, type Report } from '@supermin/core';
import { copyPrograms, makeImage } from './vm-root.ts';

interface HostContext {
  host: Host;
  report: Report;
  cpu: string;
}

/** Of `@supermin/boot`, which is handed in: its own tests take it from their sources. */
export interface BootPackage<K> {
  guestInitPath(cpu: string): string;
  chooseKernel(context: HostContext & { environment: Record<string, string> }): K;
  writeInitrd(
    kernel: K,
    path: BytePath,
    context: HostContext & { signal: AbortSignal },
  ): Promise<unknown>;
}

export interface TestAppliance {
  directory: string;
  kernel: string;
  initrd: string;
  root: string;
  modulesDirectory: string;
  remove(): void;
}

/**
 * A full appliance made without writers: this host's kernel, our mini initrd, and a few programs in an ext2 image by
 * mke2fs.
 *
 * @param fill adds files to the root before the image is made
 * @param options more arguments for mke2fs
 */
export async function makeAppliance<K extends { path: BytePath; modules: BytePath }>(
  boot: BootPackage<K>,
  fill: (root: string) => void = () => {},
  options: readonly string[] = [],
): Promise<TestAppliance> {
  ensureGuestInit(boot);
  const directory = mkdtempSync(join(os.tmpdir(), 'supermin-appliance-'));
  const context = { host: localHost(), report: () => {}, cpu: os.machine() };
  const kernel = boot.chooseKernel({ ...context, environment: {} });
  const initrd = join(directory, 'initrd');
  const { signal } = new AbortController();
  await boot.writeInitrd(kernel, initrd, { ...context, signal });
  const tree = join(directory, 'tree');
  copyPrograms(tree);
  fill(tree);
  const root = join(directory, 'root');
  makeImage(tree, root, options);
  rmSync(tree, { recursive: true });
  return {
    directory,
    initrd,
    root,
    kernel: kernel.path,
    modulesDirectory: kernel.modules,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** On a fresh clone the package may not have been built. */
export function ensureGuestInit({
  guestInitPath,
}: Pick<BootPackage<unknown>, 'guestInitPath'>): void {
  try {
    guestInitPath(os.machine());
  } catch {
    const script = new URL('../../../boot/scripts/build-guest-init.mjs', import.meta.url);
    execFileSync(process.execPath, [fileURLToPath(script)], { stdio: 'ignore' });
  }
}
