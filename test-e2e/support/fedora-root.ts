import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { succeed } from '@supermin/test-support/programs';
import { FEDORA_VERSION, fedoraSpec, RELEASE_FILES } from './fedora-spec.ts';
import {
  closureOf,
  type DebianPackage,
  type Installed,
  readInstalled,
} from './foreign-root/debian-package.ts';
import { kernelPackage } from './foreign-root/kernel.ts';
import { addAccounts, finishInstallation, makeLayout } from './foreign-root/layout.ts';
import { copyPayload, payloadsOf } from './foreign-root/payload.ts';
import { addTools } from './foreign-root/tools.ts';
import { sharedFixture } from './shared-fixture.ts';

/** Where the root's rpm has its database. */
export const DATABASE = '/usr/lib/sysimage/rpm';

/** What the root's packages hold: enough for an appliance with a shell. */
const PACKAGES = [
  ...['bash', 'coreutils', 'dash', 'kmod', 'mount', 'sed', 'util-linux'],
  // What a VM has in its base.
  ...['findutils', 'grep', 'less', 'ncurses-base', 'ncurses-bin', 'procps'],
];

/** What some tests have besides: all of it is packed at once, for all of them. */
const MORE = ['iputils-ping', 'rpm', 'tar'];

/** What works there without being a package of it: see `addTools`. */
const TOOLS = ['cpio', 'dnf', 'dnf-plugins-core', 'rpm', 'rpm2cpio'];

/** Debian's own package management; other packages need it only for their scripts. */
const DEBIAN_ONLY = [
  ...['apt', 'debconf', 'dpkg', 'init-system-helpers', 'perl-base'],
  // rpmbuild's.
  ...['debugedit', 'perl'],
];

/**
 * Makes a root of a Fedora-like distribution that boots: RPMs of the binaries of this machine's Debian packages and of
 * its kernel, built by rpmbuild and installed by rpm; beside them dnf, with a repository of the same RPMs in `/srv/repo`.
 * Takes half a minute and 400 MB, and needs root.
 *
 * @param directory empty; `root` in it is the root
 * @param more of `MORE`, with what they need
 */
export async function makeFedoraRoot(
  directory: string,
  more: readonly string[] = [],
): Promise<string> {
  const root = join(directory, 'root');
  const { rpms, installed, names } = await makeFedoraRpms(directory, more);
  await installRpms(root, rpms);
  await finishInstallation(root);
  await addTools(root, installed, TOOLS, [...names, ...DEBIAN_ONLY]);
  await configure(root, rpms);
  rmSync(join(directory, 'rpms'), { recursive: true });
  return root;
}

export interface FedoraRpms {
  rpms: string[];
  installed: Installed;
  /** Of the packages of Debian's that they were made of. */
  names: string[];
}

/**
 * The RPMs of such a distribution, in `rpms` of a directory: all that a root with a shell and a kernel takes, but for accounts and the
 * link `/bin/sh`, which Debian's scripts make.
 *
 * @param more of `MORE`, with what they need
 */
export async function makeFedoraRpms(
  directory: string,
  more: readonly string[] = [],
): Promise<FedoraRpms> {
  const installed = await readInstalled();
  const packed = await sharedFixture('fedora-rpms', (shared) => packFedoraRpms(shared, installed));
  const names = packagesOf(installed, more).map(({ name }) => name);
  const own = join(directory, 'rpms');
  mkdirSync(own);
  const rpms = readdirSync(packed).filter((file) => {
    const name = file.replace(/-[^-]+-[^-]+$/, '');
    return [...names, 'fedora-release', 'filesystem'].includes(name);
  });
  for (const file of rpms) copyFileSync(join(packed, file), join(own, file));
  return { rpms: rpms.map((file) => join(own, file)), installed, names };
}

function packagesOf(installed: Installed, more: readonly string[]): DebianPackage[] {
  const closure = closureOf(installed, [...PACKAGES, ...more], DEBIAN_ONLY);
  return [...closure, kernelPackage(installed)];
}

/** All of them, in a directory. */
async function packFedoraRpms(directory: string, installed: Installed): Promise<void> {
  const packages = packagesOf(installed, MORE);
  const payloads = await payloadsOf(packages);
  const tree = join(directory, 'tree');
  makeLayout(tree);
  await copyPayload([...payloads.values()].flat(), tree);
  for (const [path, content] of Object.entries(RELEASE_FILES)) {
    writeFileSync(join(tree, path), content);
  }
  symlinkSync('../usr/lib/os-release', join(tree, 'etc/os-release'));
  const rpms = await buildRpms(directory, fedoraSpec(payloads, tree));
  for (const path of rpms) renameSync(path, join(directory, basename(path)));
  for (const name of ['rpmbuild', 'tree'])
    rmSync(join(directory, name), { recursive: true, force: true });
}

async function buildRpms(directory: string, spec: string): Promise<string[]> {
  const top = join(directory, 'rpmbuild');
  mkdirSync(top);
  writeFileSync(join(top, 'fedora.spec'), spec, 'latin1');
  const define = (name: string, value: string) => ['--define', `${name} ${value}`];
  await succeed(
    'rpmbuild',
    [
      ...['--quiet', '-bb', '--nodeps'],
      ...define('_topdir', top),
      ...define('_dbpath', join(top, 'no-database')),
      ...define('_build_id_links', 'none'),
      ...define('debug_package', '%{nil}'),
      ...define('__os_install_post', '%{nil}'),
      // Not all of the tree's files are in a package: the accounts, directories of what was left out.
      ...define('_unpackaged_files_terminate_build', '0'),
      ...define('_binary_payload', 'w1.gzdio'),
      ...define('_buildhost', 'localhost'),
      join(top, 'fedora.spec'),
    ],
    { timeout: 300_000 },
  );
  const made = join(top, 'RPMS');
  return readdirSync(made).flatMap((architecture) =>
    readdirSync(join(made, architecture)).map((name) => join(made, architecture, name)),
  );
}

async function installRpms(root: string, rpms: readonly string[]): Promise<void> {
  mkdirSync(join(root, 'etc'), { recursive: true });
  addAccounts(root);
  await succeed('rpm', [
    ...['--root', root, '--dbpath', DATABASE, '-i'],
    // `--force-debian`: Debian's rpm would rather have alien used.
    ...['--noscripts', '--notriggers', '--nosignature', '--ignoresize', '--force-debian'],
    ...rpms,
  ]);
}

async function configure(root: string, rpms: readonly string[]): Promise<void> {
  const repository = join(root, 'srv/repo');
  mkdirSync(repository);
  for (const path of rpms) copyFileSync(path, join(repository, path.slice(path.lastIndexOf('/'))));
  await succeed('createrepo_c', ['--quiet', '--no-database', repository]);
  const files = {
    'etc/yum.repos.d/inside.repo': repositoryFile('inside', '/srv/repo'),
    'etc/yum.repos.d/outside.repo': repositoryFile('outside', repository),
    'etc/dnf/dnf.conf': '[main]\ngpgcheck=0\n',
    'etc/dnf/vars/releasever': `${FEDORA_VERSION}\n`,
    // Debian's rpm has its database in the user's home.
    'etc/rpm/macros': `%_dbpath ${DATABASE}\n`,
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

/** The repository by an address that is good from inside or from outside; a bad one is passed over. */
function repositoryFile(name: string, path: string): string {
  return `[${name}]\nname=${name}\nbaseurl=file://${path}\ngpgcheck=0\nskip_if_unavailable=1\n`;
}
