import { constants, copyFileSync } from 'node:fs';
import { type BytePath, toSystemPath } from '@supermin/core';
import { isFull } from '@supermin/core/writer';
import { cannotShare } from '../errors.ts';
import type { LinkMode } from '../link-mode.ts';

const CLONE = constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE;

/** After this many failures in a row no more clones are tried. */
const CLONE_ATTEMPTS = 8;

/** Makes files that share their blocks with files of the host, as long as the filesystem seems to have that. */
export class Cloner {
  #failures = 0;

  constructor(private readonly mode: LinkMode) {}

  get trying(): boolean {
    return this.mode === 'reflink' || (this.mode === 'auto' && this.#failures < CLONE_ATTEMPTS);
  }

  /**
   * False if there is to be a copy instead, which will say what is wrong if that fails, too.
   *
   * @throws SuperminError `CHROOT_LINK` in the mode `reflink`; system errors if there is no space
   */
  clone(source: BytePath, target: BytePath): boolean {
    try {
      copyFileSync(toSystemPath(source), toSystemPath(target), CLONE);
      this.#failures = 0;
      return true;
    } catch (error) {
      if (isFull(error)) throw error;
      if (this.mode === 'reflink') throw cannotShare('reflink', source, target, error);
      this.#failures++;
      return false;
    }
  }
}
