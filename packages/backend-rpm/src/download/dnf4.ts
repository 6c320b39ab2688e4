import { nevraOf } from '../database/installed-package.ts';
import { type Downloader, type DownloadRequest, option, type RootRequest } from './downloader.ts';

/** dnf up to 4 with its plugin "download". One unknown package makes it fetch none. */
export const dnf4: Downloader = {
  program: 'dnf',
  arguments: ({ specs, target, scratch, config, root }) => [
    'download',
    '--quiet',
    // What is installed is wanted, whatever upgrades leave out.
    '--disableexcludes=all',
    ...(root === undefined ? [] : rootArguments(root, scratch, config)),
    ...option('--config', config),
    `--destdir=${target}`,
    ...specs,
  ],
  exact: ({ record }) => nevraOf(record),
  newest: ({ name, arch }) => `${name}.${arch}`,
};

const CONFIGURATION: readonly string[] = ['/etc/dnf/dnf.conf', '/etc/yum.conf'];

/**
 * The root's repositories, but not `--installroot`: that opens (and may convert) the root's database, and wants to write
 * its cache and logs there.
 *
 * @param configuration the program's own file in the root: the first that is there
 */
export function rootArguments(
  root: RootRequest,
  scratch: string,
  config: DownloadRequest['config'],
  configuration = CONFIGURATION,
): string[] {
  const file = configuration.find((path) => root.find(path) !== undefined);
  const own = [
    ...option('--config', file && root.find(file)),
    ...option('--setopt=reposdir', root.find('/etc/yum.repos.d')),
    ...option('--setopt=varsdir', root.find('/etc/dnf/vars') ?? root.find('/etc/yum/vars')),
  ];
  return [
    ...(config === undefined ? own : []),
    ...option('--releasever', root.releaseVersion),
    `--setopt=cachedir=${scratch}`,
    `--setopt=logdir=${scratch}`,
    `--setopt=persistdir=${scratch}`,
  ];
}
