import { copyFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  installPackages,
  type PackedPackage,
  writeRepository,
} from '@supermin/test-support/pacman';
import { packPackages, RELEASE_FILES } from './arch-packages.ts';
import { closureOf, readInstalled } from './foreign-root/debian-package.ts';
import { kernelPackage } from './foreign-root/kernel.ts';
import { addAccounts, finishInstallation, makeLayout } from './foreign-root/layout.ts';
import { copyPayload, payloadsOf } from './foreign-root/payload.ts';
import { addTools } from './foreign-root/tools.ts';

/** What the root's packages hold: enough for an appliance with a shell. */
const PACKAGES = [
  ...['bash', 'coreutils', 'dash', 'kmod', 'mount', 'sed', 'util-linux'],
  // What a VM has in its base.
  ...['findutils', 'grep', 'less', 'ncurses-base', 'ncurses-bin', 'procps'],
];

/** What works there without being a package of it: see `addTools`. */
const TOOLS = ['fakeroot', 'pacman-package-manager', 'xz-utils', 'zstd'];

/** Debian's own package management; other packages need it only for their scripts. */
const DEBIAN_ONLY = ['apt', 'debconf', 'dpkg', 'perl-base'];

/**
 * Makes a root of an Arch-like distribution that boots: packages of the binaries of this machine's Debian packages and of
 * its kernel, installed by pacman; beside them pacman itself, with a repository of the same packages in `/srv/core`. Takes
 * half a minute and 500 MB, and needs root.
 *
 * @param directory empty; `root` in it is the root
 */
export async function makeArchRoot(directory: string): Promise<string> {
  const root = join(directory, 'root');
  const made = join(directory, 'packages');
  const tree = join(directory, 'tree');
  for (const path of [root, made]) mkdirSync(path);
  const installed = await readInstalled();
  const packages = [...closureOf(installed, PACKAGES, DEBIAN_ONLY), kernelPackage(installed)];
  const payloads = await payloadsOf(packages);
  makeLayout(tree);
  await copyPayload([...payloads.values()].flat(), tree);
  for (const [path, content] of Object.entries(RELEASE_FILES)) {
    writeFileSync(join(tree, path), content);
  }
  symlinkSync('../usr/lib/os-release', join(tree, 'etc/os-release'));
  const packed = packPackages(made, payloads, tree);
  installPackages(
    root,
    join(directory, 'scratch'),
    packed.map(({ path }) => path),
  );
  addAccounts(root);
  await finishInstallation(root);
  await addTools(root, installed, TOOLS, [...packages.map(({ name }) => name), ...DEBIAN_ONLY]);
  // An alternative of Debian's.
  symlinkSync('fakeroot-sysv', join(root, 'usr/bin/fakeroot'));
  addRepository(root, packed);
  for (const path of [tree, made]) rmSync(path, { recursive: true });
  return root;
}

function addRepository(root: string, packed: readonly PackedPackage[]): void {
  const repository = join(root, 'srv/core');
  mkdirSync(repository);
  const moved = packed.map(({ described, path }) => {
    const target = join(repository, basename(path));
    renameSync(path, target);
    return { described, path: target };
  });
  writeRepository(repository, 'core', moved);
  const known = join(root, 'var/lib/pacman/sync/core.db');
  mkdirSync(dirname(known), { recursive: true });
  copyFileSync(join(repository, 'core.db'), known);
  const files = {
    'etc/pacman.conf':
      '[options]\nArchitecture = auto\nSigLevel = Never\nCheckSpace\n[core]\nInclude = /etc/pacman.d/mirrorlist\n',
    'etc/pacman.d/mirrorlist': 'Server = file:///srv/$repo\n',
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}
