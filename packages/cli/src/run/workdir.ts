import type { BytePath } from '@supermin/core';
import type { OptionValues } from '../arguments/option-values.ts';
import { pathHere } from './share.ts';

/** The directory that COMMAND runs in. A relative one is where a share of it is mounted. */
export function workdirInVm(options: OptionValues): BytePath {
  const workdir = options.get('workdir') ?? '/';
  return workdir.startsWith('/') ? workdir : pathHere(workdir);
}
