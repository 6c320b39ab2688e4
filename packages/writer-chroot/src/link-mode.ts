import { optionChoice } from '@supermin/core/writer';
import { badLinkMode } from './errors.ts';

const MODES = ['reflink', 'hard', 'copy', 'auto'] as const;

/**
 * How the bytes of a host file come into the chroot: as a clone that shares its blocks until either is changed
 * (`reflink`), as another name of the very same file (`hard`), as a `copy`, or (`auto`) as a clone where the filesystem
 * can do that and a copy otherwise.
 */
export type LinkMode = (typeof MODES)[number];

/** As in the manifest, for callers that pass plugin objects and no options. */
const DEFAULT_MODE: LinkMode = 'auto';

/** @throws SuperminError `CHROOT_LINK` */
export function parseLinkMode(option: unknown): LinkMode {
  return optionChoice(option, MODES, DEFAULT_MODE, badLinkMode);
}
