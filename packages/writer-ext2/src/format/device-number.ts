/**
 * The first two block pointers of a device node: Linux's old encoding (8 bits each) in the first where it is enough,
 * else the new one (12 bits of major, 20 of minor) in the second.
 */
export function encodeDeviceNumber(major: number, minor: number): [number, number] {
  if (major < 0x100 && minor < 0x100) return [(major << 8) | minor, 0];
  return [0, ((minor & 0xff) | (major << 8) | ((minor & 0xfff00) << 12)) >>> 0];
}

/** Whether the format can hold the number at all. */
export function isDeviceNumber(major: number, minor: number): boolean {
  return major >= 0 && major < 2 ** 12 && minor >= 0 && minor < 2 ** 20;
}
