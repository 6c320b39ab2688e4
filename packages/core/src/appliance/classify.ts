import { BLOCK } from '../tar/read-tar.ts';

/** What an input file of an appliance is, told by its content alone. */
export type InputKind =
  | 'base image (tar)'
  | 'hostfiles'
  | 'excludefiles'
  | 'packages'
  | 'empty'
  | 'cpio'
  | 'unknown';

/** As many bytes as {@link classify} wants to see, if the file has them: one tar header. */
export const CLASSIFY_BYTES = BLOCK;

/**
 * Tells the kind of an input file.
 *
 * @param head the first bytes of the file, decompressed: at least {@link CLASSIFY_BYTES}, or all that there is
 */
export function classify(head: Buffer): InputKind {
  if (isArchive(head)) return 'base image (tar)';
  if (/^07070[127]/.test(head.toString('latin1', 0, 6))) return 'cpio';
  const text = head.toString('latin1');
  const first = /[^\r\n]/.exec(text)?.[0];
  if (first === undefined) return head.length < CLASSIFY_BYTES ? 'empty' : 'unknown';
  // Some binary files begin with a letter, too.
  if (text.includes('\0')) return 'unknown';
  if (first === '/') return 'hostfiles';
  if (first === '-') return 'excludefiles';
  return /[A-Za-z0-9]/.test(first) ? 'packages' : 'unknown';
}

function isArchive(head: Buffer): boolean {
  if (head.toString('latin1', 257, 262) === 'ustar') return true;
  // An empty tarball is nothing but zeros.
  return head.length >= BLOCK && head.subarray(0, BLOCK).every((byte) => byte === 0);
}
