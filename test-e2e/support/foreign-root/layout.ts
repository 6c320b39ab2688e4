import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { succeed } from '@supermin/test-support/programs';

/** Directories of old that are links into /usr, here and there. */
export const MERGED_DIRECTORIES = ['bin', 'sbin', 'lib', 'lib64'] as const;

/** The directories that a distribution's package "filesystem" brings, besides the links into /usr. */
export const BASE_DIRECTORIES = [
  ...['/boot', '/dev', '/etc', '/home', '/media', '/mnt', '/opt', '/proc', '/root', '/run'],
  ...['/srv', '/sys', '/tmp', '/usr', '/usr/bin', '/usr/games', '/usr/include', '/usr/lib'],
  ...['/usr/lib/modules', '/usr/lib64', '/usr/local', '/usr/sbin', '/usr/share', '/usr/src'],
  ...['/var', '/var/cache', '/var/lib', '/var/log', '/var/spool', '/var/tmp'],
];

/** Makes them, and the links, in a new directory. */
export function makeLayout(root: string): void {
  for (const path of BASE_DIRECTORIES) mkdirSync(join(root, path), { recursive: true });
  for (const path of ['/tmp', '/var/tmp']) chmodSync(join(root, path), 0o1777);
  for (const name of MERGED_DIRECTORIES) symlinkSync(`usr/${name}`, join(root, name));
}

/** Users and groups that packages' files may belong to. */
export function addAccounts(root: string): void {
  for (const name of ['passwd', 'group']) {
    copyFileSync(`/usr/share/base-passwd/${name}.master`, join(root, 'etc', name));
  }
}

/** What maintainer scripts of Debian's packages would have done, after all packages are installed. */
export async function finishInstallation(root: string): Promise<void> {
  const link = (target: string, path: string) => {
    if (existsSync(join(root, 'usr/bin', target)) && !existsSync(join(root, path))) {
      symlinkSync(target, join(root, path));
    }
  };
  link('dash', 'usr/bin/sh');
  link('mawk', 'usr/bin/awk');
  const sbin = { env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin` } };
  await succeed('ldconfig', ['-r', root], sbin);
  for (const version of readdirSync(join(root, 'usr/lib/modules'))) {
    await succeed('depmod', ['-b', root, version], sbin);
  }
}
