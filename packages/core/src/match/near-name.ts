/** Of a longer name, what differs in one of so many letters is still near. */
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
    const distance = differences(wanted, name);
    if (distance > least || (distance === least && (near === undefined || name >= near))) continue;
    least = distance;
    near = name;
  }
  return near;
}

/** Optimal string alignment: a table of which three rows are kept. */
function differences(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let least = Math.min(above[j]! + 1, row[j - 1]! + 1, above[j - 1]! + (isSame ? 0 : 1));
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwapped) least = Math.min(least, before[j - 2]! + 1);
      row.push(least);
    }
    before = above;
    above = row;
  }
  return above[b.length]!;
}
