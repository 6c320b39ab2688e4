/** Bytes of the units that sizes are written in. */
export const UNITS = { b: 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 } as const;

export type Unit = keyof typeof UNITS;

/** From this many of a unit on, rounding up to a tenth of it adds little. */
const ROUNDED = 4;

/**
 * Bytes as `--size` takes them, in the largest unit of which a tenth is exact, or rounding up to it adds little: `312.4M`, `1.5G`.
 */
export function formatSize(bytes: number): string {
  for (const unit of ['G', 'M', 'K'] as const) {
    const tenths = (bytes / UNITS[unit]) * 10;
    const exact = tenths >= 10 && Number.isInteger(tenths);
    if (exact || tenths >= ROUNDED * 10) return `${Math.ceil(tenths) / 10}${unit}`;
  }
  return `${bytes}b`;
}
