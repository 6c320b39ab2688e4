import { dnf, rootArguments } from '../download/dnf.ts';
import { type Downloader, type DownloadProgram, option } from '../download/downloader.ts';
import type { Family } from './family.ts';

/**
 * tdnf has no command that only downloads: `install` is stopped before it installs. `--alldeps` makes it forget what is
 * installed, which it would leave out; that packages come along which nobody asked for does no harm.
 */
const downloader: Downloader = {
  program: 'tdnf',
  arguments: ({ specs, target, scratch, config, root }) => [
    'install',
    '--quiet',
    '--assumeyes',
    '--downloadonly',
    '--alldeps',
    '--disableexcludes',
    ...(root === undefined ? [] : rootArguments(root, scratch, config, ['/etc/tdnf/tdnf.conf'])),
    ...option('--config', config),
    `--downloaddir=${target}`,
    ...specs,
  ],
  // It knows no architectures but its own, and no epochs.
  exact: ({ name, record }) => `${name}=${record.version}-${record.release}`,
  newest: ({ name }) => name,
};

const tdnf: DownloadProgram = { program: 'tdnf', dialect: () => downloader };

/** Azure Linux, which was CBL-Mariner, and Photon OS, which tdnf comes from; dnf is there only for those who want it. */
export const azureLinux: Family = {
  name: 'azurelinux/rpm',
  ids: ['azurelinux', 'mariner', 'photon'],
  releaseFiles: ['/etc/mariner-release', '/etc/photon-release'],
  downloaders: [dnf, tdnf],
};
