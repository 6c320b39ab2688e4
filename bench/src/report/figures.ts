import type { Summary } from '../measure/statistics.ts';

/** `0.53 s (0.51–0.60)`, in milliseconds where it is less than a tenth of a second. */
export function seconds({ median, minimum, maximum }: Summary): string {
  const [factor, digits, unit] = median < 0.1 ? [1000, 1, 'ms'] : [1, 2, 's'];
  const text = (value: number) => (value * factor).toFixed(digits);
  return `${text(median)} ${unit} (${text(minimum)}–${text(maximum)})`;
}

/** `0.31 (0.29–0.35)` */
export function ratio({ median, minimum, maximum }: Summary): string {
  return `${short(median)} (${short(minimum)}–${short(maximum)})`;
}

/** Three digits that count. */
export function short(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : 2);
}

export function megabytes(bytes: number): string {
  return bytes === 0 ? '–' : `${(bytes / 1e6).toFixed(0)} MB`;
}
