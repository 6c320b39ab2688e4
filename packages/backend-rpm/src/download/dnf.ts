import { dnf4 } from './dnf4.ts';
import { dnf5 } from './dnf5.ts';
import type { DownloadProgram } from './downloader.ts';

/** `dnf --version`: version 4 prints its number alone, version 5 `dnf5 version 5.2.3.0`. */
export const dnf: DownloadProgram = {
  program: 'dnf',
  dialect: (version) => (/^dnf5\b|^5\./m.test(version) ? dnf5 : dnf4),
};
