import { nevraOf } from '../database/installed-package.ts';
import { rootArguments } from './dnf4.ts';
import type { Downloader } from './downloader.ts';
import { option } from './downloader.ts';

/** dnf 5: excludes are a setting now, and global options may stand behind the command as before. */
export const dnf5: Downloader = {
  program: 'dnf',
  arguments: ({ specs, target, scratch, config, root }) => [
    'download',
    '--quiet',
    '--setopt=disable_excludes=*',
    ...(root === undefined ? [] : rootArguments(root, scratch, config)),
    ...option('--config', config),
    `--destdir=${target}`,
    ...specs,
  ],
  exact: ({ record }) => nevraOf(record),
  newest: ({ name, arch }) => `${name}.${arch}`,
};
