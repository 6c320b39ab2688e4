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

/** How many letters were left out, added, mistaken or swapped with the next one. */
function typingDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const mistaken = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next[j] = Math.min(
        mistaken,
        row[j]! + 1,
        next[j - 1]! + 1,
        swapped ? before[j - 2]! + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [before, row] = [row, next];
  }
  return row[b.length]!;
}
