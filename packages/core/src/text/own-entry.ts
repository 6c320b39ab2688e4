/**
 * What a table says of a word that somebody else has written: `constructor` and `toString` are in every object of JavaScript, and no
 * entries of it.
 */
export function ownEntry<T>(table: Readonly<Record<string, T>>, word: string): T | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
