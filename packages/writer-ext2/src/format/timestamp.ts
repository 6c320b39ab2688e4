const EARLIEST = -(2 ** 31);
/** 2446-05-10: two bits above the signed 32. */
const LATEST = 2 ** 34 + EARLIEST - 1;

/** One time of a 256-byte inode: the classic field and its extension. */
export interface Timestamp {
  /** Unsigned 32 bits: the low half of the seconds, in two's complement. */
  seconds: number;
  /** Unsigned 32 bits: nanoseconds shifted left by 2, and two more bits of seconds. */
  extra: number;
}

/**
 * Splits seconds since the epoch, with fraction, as Linux's ext4 does: `seconds = (int32) low + (extra & 3) * 2^32`.
 * Times that do not fit (before 1901-12-13, after 2446-05-10) become the nearest that do.
 */
export function encodeTimestamp(time: number): Timestamp {
  // As nearly all are.
  if ((time | 0) === time) return { seconds: time >>> 0, extra: 0 };
  const clamped = Math.min(Math.max(time, EARLIEST), LATEST);
  const whole = Math.floor(clamped);
  const nanoseconds = Math.min(Math.floor((clamped - whole) * 1e9), 999_999_999);
  const epoch = Math.floor((whole - EARLIEST) / 2 ** 32);
  return { seconds: whole >>> 0, extra: ((nanoseconds << 2) | epoch) >>> 0 };
}
