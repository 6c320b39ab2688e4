const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** 1536 as `1.5 KiB`. */
export function humanSize(bytes: number): string {
  let size = bytes;
  let unit = 0;
  for (; size >= 1024 && unit < UNITS.length - 1; unit++) size /= 1024;
  return `${unit === 0 ? size : size.toFixed(1)} ${UNITS[unit]}`;
}
