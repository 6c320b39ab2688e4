import type { Downloader, DownloadProgram } from './downloader.ts';

/** Mageia's and OpenMandriva's own. It has no option for a configuration file: what stands in `/etc/urpmi` counts. */
const downloader: Downloader = {
  program: 'urpmi',
  ignoresConfig: true,
  arguments: ({ specs, target, root }) => [
    '--quiet',
    '--auto',
    '--no-install',
    // Also what is installed already.
    '--replacepkgs',
    ...(root === undefined ? [] : ['--urpmi-root', root.find('/')!]),
    '--download-all',
    target,
    ...specs,
  ],
  exact: ({ name, arch, record }) => `${name}-${record.version}-${record.release}.${arch}`,
  newest: ({ name }) => name,
};

export const urpmi: DownloadProgram = { program: 'urpmi', dialect: () => downloader };
