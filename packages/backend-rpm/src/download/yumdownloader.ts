import { ALL_VERSIONS, dnfLike } from './dnf.ts';
import type { DownloadProgram } from './downloader.ts';

/** Of yum-utils, and what dnf-utils calls by the same name. It passes over packages that it does not find. */
const downloader = dnfLike('yumdownloader', '--quiet', ALL_VERSIONS);

export const yumdownloader: DownloadProgram = {
  program: 'yumdownloader',
  dialect: () => downloader,
};
