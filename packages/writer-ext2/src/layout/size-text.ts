/** Bytes of the units that sizes are written in. */
export const UNITS = { b: 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 } as const;

export type Unit = keyof typeof UNITS;

/** Bytes as `--size` takes them, rounded up to 1/10 of the largest unit that fits: `312M`, `1.5G`. */
export function formatSize(bytes: number): string {
  for (const unit of ['G', 'M', 'K'] as const) {
    const value = bytes / UNITS[unit];
    if (value >= 1) return `${Math.ceil(value * 10) / 10}${unit}`;
  }
  return `${bytes}b`;
}
