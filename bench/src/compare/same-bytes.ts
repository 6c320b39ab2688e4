import { closeSync, openSync, readSync } from 'node:fs';
import { UnequalError } from './unequal-error.ts';

const CHUNK = 1 << 20;

/**
 * Compares two files byte by byte.
 *
 * @returns the line for the report
 * @throws {UnequalError} they differ
 */
export function sameBytes(first: string, second: string): string {
  const descriptors = [openSync(first, 'r'), openSync(second, 'r')] as const;
  const buffers = [Buffer.alloc(CHUNK), Buffer.alloc(CHUNK)] as const;
  try {
    for (let position = 0; ; position += CHUNK) {
      const [one, other] = descriptors.map((fd, index) =>
        buffers[index]!.subarray(0, readSync(fd, buffers[index]!, 0, CHUNK, position)),
      ) as [Buffer, Buffer];
      if (!one.equals(other)) {
        throw new UnequalError(first, second, [`in the mebibyte at ${position}`]);
      }
      if (one.length === 0) return `${first} = ${second}: ${position} bytes`;
    }
  } finally {
    for (const fd of descriptors) closeSync(fd);
  }
}
