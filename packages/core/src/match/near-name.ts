import { typingDistance } from '../errors/typing-distance.ts';

/** Of a longer name, what differs in one of this many letters is still near. */
const LETTERS_A_DIFFERENCE = 4;

/**
 * The name that somebody who wrote `wanted` most probably meant: `bahs` → `bash`. The least number of letters added,
 * left out, replaced or swapped with the next counts; of equals the first in byte order.
 *
 * @returns undefined if none is near
 */
export function nearName(wanted: string, names: Iterable<string>): string | undefined {
  let least = Math.max(1, Math.floor(wanted.length / LETTERS_A_DIFFERENCE)) + 1;
  let near: string | undefined;
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) > least) continue;
    const distance = typingDistance(wanted, name);
    if (distance > least || (distance === least && (near === undefined || name >= near))) continue;
    least = distance;
    near = name;
  }
  return near;
}
