import { createHash } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { succeed } from '@supermin/test-support/programs';
import type { DebianArchive } from './debian-archive.ts';
import { addAccounts, finishInstallation, makeLayout } from './foreign-root/layout.ts';

/** A kernel, what a VM has in its base; node's library and xz are for a supermin inside. */
const PACKAGES = [
  ...['base-files', 'bash', 'coreutils', 'dash', 'kmod', 'mount', 'util-linux'],
  ...['diffutils', 'findutils', 'grep', 'gzip', 'hostname', 'less', 'libc-bin', 'mawk'],
  ...['ncurses-base', 'ncurses-bin', 'procps', 'sed', 'tar'],
  ...['libstdc++6', 'xz-utils'],
];

/** Unpacks a package and prints its paths; dpkg, too, goes through links that are there. */
const UNPACK = `dpkg-deb --fsys-tarfile "$1" |
  tar -C "$2" -xpvf - --keep-directory-symlink --quoting-style=literal`;

/**
 * Makes a root of a suite of Debian that boots: real packages, unpacked and entered into dpkg's database as dpkg does it,
 * without their scripts. Takes some seconds and 200 MB, and needs root.
 *
 * @param root must not exist
 * @param kernel the kernel's package
 */
export async function makeDebianRoot(
  root: string,
  archive: DebianArchive,
  kernel = 'linux-image-cloud-amd64',
): Promise<void> {
  mkdirSync(root);
  const files = await archive.download([...PACKAGES, kernel]);
  // Before Debian 13 the links of merged /usr are not in packages; later ones bring what is already there.
  makeLayout(root);
  // First those that have the links of merged /usr.
  const isBase = (file: string) => /\/base-files_/.test(file);
  for (const file of [...files.filter(isBase), ...files.filter((each) => !isBase(each))]) {
    await install(root, file);
  }
  addAccounts(root);
  await finishInstallation(root);
}

async function install(root: string, file: string): Promise<void> {
  const database = join(root, 'var/lib/dpkg');
  const control = join(root, 'DEBIAN');
  const { stdout } = await succeed('sh', ['-ec', UNPACK, 'unpack', file, root]);
  await succeed('dpkg-deb', ['--control', file, control]);
  mkdirSync(join(database, 'info'), { recursive: true });
  const stanza = readFileSync(join(control, 'control'), 'latin1').trimEnd();
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(stanza)?.[1];
  const id =
    field('Multi-Arch') === 'same'
      ? `${field('Package')}:${field('Architecture')}`
      : field('Package');
  const info = (kind: string) => join(database, 'info', `${id}.${kind}`);
  const paths = stdout
    .replace(/^\./gm, '')
    .replace(/(?<=.)\/$/gm, '')
    .replace(/^\/$/m, '/.');
  writeFileSync(info('list'), paths, 'latin1');
  for (const kind of ['md5sums', 'conffiles']) {
    if (existsSync(join(control, kind))) renameSync(join(control, kind), info(kind));
  }
  const conffiles = existsSync(info('conffiles')) ? digests(root, info('conffiles')) : '';
  const entry = `${stanza}\nStatus: install ok installed\n${conffiles}\n`;
  appendFileSync(join(database, 'status'), entry, 'latin1');
  await succeed('rm', ['-r', control]);
}

/** The field of the status file. */
function digests(root: string, list: string): string {
  // Others have a flag in front: remove-on-upgrade.
  const lines = readFileSync(list, 'latin1').match(/^\/.*/gm) ?? [];
  const entries = lines.map((path) => {
    const digest = createHash('md5')
      .update(readFileSync(join(root, path)))
      .digest('hex');
    return ` ${path} ${digest}\n`;
  });
  return `Conffiles:\n${entries.join('')}`;
}
