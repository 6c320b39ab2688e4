import { readFileSync } from 'node:fs';
import { attempt } from '../errors/attempt.ts';
import { SuperminError } from '../errors/supermin-error.ts';
import { type BytePath, displayPath } from '../path/byte-path.ts';
import { withoutOctalEscapes } from '../text/octal-escapes.ts';

export interface Mount {
  /** Where it is mounted. */
  point: BytePath;
  /** Major and minor number of the filesystem. */
  device: string;
  /** The directory of the filesystem that is seen there: not `/` if a directory was bound to that place. */
  root: BytePath;
}

/**
 * Where filesystems are mounted, bind mounts included: those lie on the same device as what is around them, so only
 * the kernel's list (proc(5), mountinfo) tells. Without /proc: none.
 */
export function mounts(): Mount[] {
  return parseMountinfo(attempt(() => readFileSync('/proc/self/mountinfo', 'latin1')) ?? '');
}

export function mountPoints(): BytePath[] {
  return mounts().map(({ point }) => point);
}

/** The third to fifth field of each line; blanks, tabs, newlines and backslashes are octal there. */
export function parseMountinfo(text: string): Mount[] {
  return text
    .split('\n')
    .map((line) => line.split(' '))
    .filter((fields) => fields.length > 4)
    .map(([, , device = '', root = '', point = '']) => ({
      device,
      root: withoutOctalEscapes(root),
      point: withoutOctalEscapes(point),
    }));
}

/**
 * Whoever removes a directory must not remove what is mounted in it.
 *
 * @param directory a real path
 * @throws SuperminError `OUTPUT_MOUNT`
 */
export function refuseMountsBelow(directory: BytePath): void {
  const mount = mountPoints().find((path) => path.startsWith(`${directory}/`));
  if (mount === undefined) return;
  throw new SuperminError('OUTPUT_MOUNT', `${displayPath(mount)} is a mounted filesystem`, {
    hint: "run 'umount' on it first: what is around it is to be replaced",
  });
}
