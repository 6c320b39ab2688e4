import { nevraOf } from '../database/installed-package.ts';
import {
  type Downloader,
  type DownloadProgram,
  type DownloadRequest,
  option,
  type RootRequest,
} from './downloader.ts';

/** dnf, and what takes the same options. @param words what is its own */
export function dnfLike(program: string, ...words: readonly string[]): Downloader {
  return {
    program,
    arguments: ({ specs, target, scratch, config, root }) => [
      ...words,
      ...(root === undefined ? [] : rootArguments(root, scratch, config)),
      ...option('--config', config),
      `--destdir=${target}`,
      ...specs,
    ],
    exact: ({ record }) => nevraOf(record),
    newest: ({ name, arch }) => `${name}.${arch}`,
  };
}

/** What is installed is wanted, whatever upgrades leave out. */
export const ALL_VERSIONS = '--disableexcludes=all';

/** dnf up to 4 with its plugin "download". One unknown package makes it fetch none. */
export const dnf4 = dnfLike('dnf', 'download', '--quiet', ALL_VERSIONS);

/** dnf 5: excludes are a setting now, and global options may stand behind the command as before. */
export const dnf5 = dnfLike('dnf', 'download', '--quiet', '--setopt=disable_excludes=*');

/** `dnf --version`: version 4 prints its number alone, version 5 `dnf5 version 5.2.3.0`. */
export const dnf: DownloadProgram = {
  program: 'dnf',
  dialect: (version) => (/^dnf5\b|^5\./m.test(version) ? dnf5 : dnf4),
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
