import { type Downloader, type DownloadProgram, option } from './downloader.ts';

/** Silent, and ends with status 0, also when a package is nowhere to be found. */
const downloader: Downloader = {
  program: 'zypper',
  arguments: ({ specs, target, scratch, config, root }) => [
    '--quiet',
    '--non-interactive',
    ...option('--config', config),
    ...(root === undefined
      ? []
      : [
          ...option('--reposd-dir', root.find('/etc/zypp/repos.d')),
          ...option('--releasever', root.releaseVersion),
          // This machine does not have the root's keys.
          '--no-gpg-checks',
          `--cache-dir=${scratch}`,
        ]),
    `--pkg-cache-dir=${target}`,
    'download',
    ...specs,
  ],
  exact: ({ name, arch, version }) => `${name}.${arch}=${version}`,
  newest: ({ name, arch }) => `${name}.${arch}`,
};

export const zypper: DownloadProgram = { program: 'zypper', dialect: () => downloader };
