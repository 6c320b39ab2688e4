/** How many letters were left out, added, mistaken or swapped with the next one. */
export function typingDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const mistaken = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      // Neither word has a letter at -1.
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
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
