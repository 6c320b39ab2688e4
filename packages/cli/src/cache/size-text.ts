const UNITS = ['B', 'K', 'M', 'G', 'T'] as const;

/** Bytes as `ls -h` has them: three digits at most, powers of 1024. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = unit === 0 || value >= 9.95 ? value.toFixed(0) : value.toFixed(1);
  return `${digits}${UNITS[unit]}`;
}
