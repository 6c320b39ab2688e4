import { badSize, sizeOutOfRange } from '../errors.ts';
import { BLOCK_SIZE } from '../format/constants.ts';
import { UNITS, type Unit } from '../size-text.ts';

/** What `--size` asks for, in bytes. */
export type SizeRequest =
  /** Exactly this size. */
  | { readonly kind: 'fixed'; readonly bytes: number }
  /** At least this much of it free for everybody, as `df` shows it. */
  | { readonly kind: 'free'; readonly bytes: number }
  /** As large as the tree needs, with room to spare. */
  | { readonly kind: 'auto' };

/** Block numbers have 32 bits. */
export const MAXIMUM_SIZE = (2 ** 32 - 1) * BLOCK_SIZE;

/**
 * Parses `N{b,K,M,G}` as supermin 5 does (a unit is required, its letter's case counts, N may have a fraction whose
 * part below a byte is dropped: `1.5G`), `+N{b,K,M,G}` and `auto`.
 *
 * @throws SuperminError `EXT2_SIZE`
 */
export function parseSize(text: string): SizeRequest {
  if (text === 'auto') return { kind: 'auto' };
  const match = /^(\+?)(\d+\.?\d*|\.\d+)([bKMG])$/.exec(text);
  if (match === null) throw badSize(text);
  const bytes = Math.floor(Number(match[2]) * UNITS[match[3] as Unit]);
  if (bytes > MAXIMUM_SIZE) throw sizeOutOfRange(text);
  if (match[1] === '+') return { kind: 'free', bytes };
  if (bytes === 0) throw sizeOutOfRange(text);
  return { kind: 'fixed', bytes };
}
