/**
 * Sets the bits `from` to `to` (excluded) of the bitmap that starts at byte `at`; bit 0 is the lowest of the first
 * byte.
 */
export function setBits(target: Buffer, at: number, from: number, to: number): void {
  if (from >= to) return;
  const first = at + (from >>> 3);
  const last = at + ((to - 1) >>> 3);
  const head = (0xff << (from & 7)) & 0xff;
  const tail = 0xff >>> (7 - ((to - 1) & 7));
  if (first === last) {
    target[first]! |= head & tail;
    return;
  }
  target[first]! |= head;
  target.fill(0xff, first + 1, last);
  target[last]! |= tail;
}
