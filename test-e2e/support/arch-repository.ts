import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { SigningKey } from '@supermin/test-support/apt';
import { makePackageFile, type PackageDescription } from '@supermin/test-support/pacman';
import { succeed } from '@supermin/test-support/programs';
import { packPackages, RELEASE_FILES } from './arch-packages.ts';
import { closureOf, readInstalled } from './foreign-root/debian-package.ts';
import { kernelPackage } from './foreign-root/kernel.ts';
import { makeLayout } from './foreign-root/layout.ts';
import { copyPayload, payloadsOf } from './foreign-root/payload.ts';

/** Debian's own package management; other packages need it only for their scripts. */
const DEBIAN_ONLY = ['apt', 'debconf', 'dpkg', 'gnupg', 'perl-base'];

/**
 * Makes a repository `core` of an Arch-like distribution, by repo-add: packages of the binaries of this machine's Debian packages, and
 * of its kernel, which is called `linux`; all of them signed. Needs root.
 *
 * @param directory empty; `core` in it is the repository
 * @param more packages of the test's own
 */
export async function makeArchRepository(
  directory: string,
  names: readonly string[],
  key: SigningKey,
  more: readonly PackageDescription[] = [],
): Promise<string> {
  const [repository, tree] = [join(directory, 'core'), join(directory, 'tree')];
  mkdirSync(repository);
  const installed = await readInstalled();
  const kernel = { ...kernelPackage(installed), name: 'linux' };
  const payloads = await payloadsOf([...closureOf(installed, names, DEBIAN_ONLY), kernel]);
  makeLayout(tree);
  await copyPayload([...payloads.values()].flat(), tree);
  for (const [path, content] of Object.entries(RELEASE_FILES)) {
    writeFileSync(join(tree, path), content);
  }
  symlinkSync('../usr/lib/os-release', join(tree, 'etc/os-release'));
  const packed = packPackages(repository, payloads, tree).map(({ path }) => path);
  const paths = [...packed, ...more.map((each) => makePackageFile(repository, each))];
  for (const path of paths) writeFileSync(`${path}.sig`, key.signBytes(readFileSync(path)));
  const files = paths.map((path) => basename(path));
  const options = { cwd: repository, timeout: 600_000 };
  await succeed('repo-add', ['--quiet', 'core.db.tar.gz', ...files], options);
  rmSync(tree, { recursive: true });
  return repository;
}
