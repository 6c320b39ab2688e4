import { readFileSync } from 'node:fs';
import { SuperminError } from '../errors/supermin-error.ts';
import { type BytePath, displayPath } from '../path/byte-path.ts';

/**
 * Where filesystems are mounted, bind mounts included: those lie on the same device as what is around them, so only
 * the kernel's list (proc(5), mountinfo, field 5) tells. Without /proc: none.
 */
export function mountPoints(): BytePath[] {
  try {
    return parseMountinfo(readFileSync('/proc/self/mountinfo', 'latin1'));
  } catch {
    return [];
  }
}

/** Blanks, tabs, newlines and backslashes stand there as `\040` and the like. */
export function parseMountinfo(text: string): BytePath[] {
  return text
    .split('\n')
    .map((line) => line.split(' ')[4] ?? '')
    .filter((field) => field !== '')
    .map((field) =>
      field.replace(/\\([0-7]{3})/g, (_, digits) =>
        String.fromCharCode(Number.parseInt(digits, 8)),
      ),
    );
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
