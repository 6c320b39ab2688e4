import { compareBytes } from '../path/byte-path.ts';
import type { Package } from '../plugin/contract.ts';

/** Byte order of ids: the order of packages in every result of a backend. */
export function byId(a: Package, b: Package): number {
  return compareBytes(a.id, b.id);
}
