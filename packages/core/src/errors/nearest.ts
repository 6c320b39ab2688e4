import { typingDistance } from './typing-distance.ts';

/** More letters than this are no typing mistake any more: one in three, and not more than two. */
function tolerance(word: string): number {
  return Math.min(2, Math.max(1, Math.floor(word.length / 3)));
}

/**
 * The name that was probably meant: `biuld` is `build`. Undefined if none is near.
 *
 * @param names in order: of several that are equally near, the first one
 */
export function nearestName(word: string, names: Iterable<string>): string | undefined {
  let nearest: string | undefined;
  let least = tolerance(word) + 1;
  for (const name of names) {
    if (Math.abs(name.length - word.length) >= least) continue;
    const distance = typingDistance(word, name);
    if (distance < least) [nearest, least] = [name, distance];
  }
  return nearest;
}
