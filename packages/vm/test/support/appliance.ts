import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chooseKernel, guestInitPath, writeInitrd } from '@supermin/boot';
import { localHost } from '@supermin/core';
import { copyPrograms, makeImage } from '@supermin/test-support/vm';

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
 */
export async function makeAppliance(
  fill: (root: string) => void = () => {},
): Promise<TestAppliance> {
  ensureGuestInit();
  const directory = mkdtempSync(join(os.tmpdir(), 'supermin-vm-'));
  const host = localHost();
  const report = () => {};
  const cpu = os.machine();
  const kernel = chooseKernel({ host, environment: {}, cpu, report });
  const initrd = join(directory, 'initrd');
  const { signal } = new AbortController();
  await writeInitrd(kernel, initrd, { host, signal, report, cpu });
  const tree = join(directory, 'tree');
  copyPrograms(tree);
  fill(tree);
  const root = join(directory, 'root');
  makeImage(tree, root);
  rmSync(tree, { recursive: true });
  return {
    ...{ directory, initrd, root },
    kernel: kernel.path,
    modulesDirectory: kernel.modules,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** On a fresh clone the package may not have been built. */
function ensureGuestInit(): void {
  try {
    guestInitPath(os.machine());
  } catch {
    const script = fileURLToPath(
      new URL('../../../boot/scripts/build-guest-init.mjs', import.meta.url),
    );
    execFileSync(process.execPath, [script], { stdio: 'ignore' });
  }
}
