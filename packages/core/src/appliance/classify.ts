import { BLOCK } from '../archive/tar/block-source.ts';
import { isHeader, isZero } from '../archive/tar/header.ts';

/** What an input file of an appliance is, told by its content alone. */
export type InputKind =
  | 'base image (tar)'
  | 'base image (cpio)'
  | 'hostfiles'
  | 'excludefiles'
  | 'packages'
  /** Packages that were chosen from repositories: lock.json. */
  | 'lock'
  | 'empty'
  /** cpio in the old portable format. */
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
  const magic = head.toString('latin1', 0, 6);
  if (magic === '070701' || magic === '070702') return 'base image (cpio)';
  if (magic === '070707') return 'cpio';
  const text = head.toString('latin1');
  const first = /[^\r\n]/.exec(text)?.[0];
  if (first === undefined) return head.length < CLASSIFY_BYTES ? 'empty' : 'unknown';
  if (LOCK.test(text)) return 'lock';
  // Some binary files begin with a letter, too.
  if (text.includes('\0')) return 'unknown';
  // supermin 4 wrote them with a dot in front: `.`, `./etc`, `./etc/passwd`.
  if (first === '/' || /^[\r\n]*\.\r?(\/|\n)/.test(text)) return 'hostfiles';
  if (first === '-') return 'excludefiles';
  return /[A-Za-z0-9]/.test(first) ? 'packages' : 'unknown';
}

/** How lock.json begins: no other text of an appliance begins with a brace. */
const LOCK = /^\s*\{\s*"supermin"\s*:\s*"lock"/;

function isArchive(head: Buffer): boolean {
  if (head.toString('latin1', 257, 262) === 'ustar') return true;
  if (head.length < BLOCK) return false;
  const block = head.subarray(0, BLOCK);
  // An empty tarball is nothing but zeros; one in the format v7 has no mark.
  return isZero(block) || isHeader(block);
}
