/** A byte string of the command line as JavaScript has text: `fromUnicode()` of core backwards. */
export function toUnicode(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString();
}
