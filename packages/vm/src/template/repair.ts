import { randomBytes } from 'node:crypto';

/** Bytes of random numbers. */
const RANDOM = 32;
const BOOT_ID = 1;

/**
 * The payload of REPAIR: what makes a VM that is restored from a saved one a VM of its own. guest/repair.h does it.
 *
 * @param used whether programs have run in the saved one, which may have asked for its boot ID
 * @param devices how many it is given that the saved one did not have
 */
export function encodeRepair(
  used: boolean,
  devices = 0,
  now = Date.now(),
  random = randomBytes(RANDOM),
): Buffer {
  const head = Buffer.alloc(20);
  head.writeBigUInt64LE(BigInt(Math.floor(now / 1000)), 0);
  head.writeUInt32LE((now % 1000) * 1_000_000, 8);
  head.writeUInt32LE(used ? BOOT_ID : 0, 12);
  head.writeUInt32LE(devices, 16);
  return Buffer.concat([head, random]);
}
