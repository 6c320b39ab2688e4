/** Little-endian 32-bit numbers. */
export function numbersOf(bytes: Buffer, at: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => bytes.readUInt32LE(at + 4 * index));
}
