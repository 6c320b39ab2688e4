import { nevraOf } from '../database/installed-package.ts';
import { rootArguments } from './dnf4.ts';
import { type Downloader, type DownloadProgram, option } from './downloader.ts';

/** Of yum-utils, and what dnf-utils calls by the same name. It passes over packages that it does not find. */
const downloader: Downloader = {
  program: 'yumdownloader',
  arguments: ({ specs, target, scratch, config, root }) => [
    '--quiet',
    '--disableexcludes=all',
    ...(root === undefined ? [] : rootArguments(root, scratch, config)),
    ...option('--config', config),
    `--destdir=${target}`,
    ...specs,
  ],
  exact: ({ record }) => nevraOf(record),
  newest: ({ name, arch }) => `${name}.${arch}`,
};

export const yumdownloader: DownloadProgram = {
  program: 'yumdownloader',
  dialect: () => downloader,
};
