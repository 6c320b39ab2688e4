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
export const CLASSIFY_BYTES = 512;

/**
 * Tells the kind of an input file.
 *
 * @param head the first bytes of the file, decompressed
 * @param whole true if that is all there is
 */
export function classify(head: Buffer, whole: boolean): InputKind {
  if (head.length === 0) return 'empty';
  if (head.length >= 262 && head.toString('latin1', 257, 262) === 'ustar')
    return 'base image (tar)';
  // An empty tarball is nothing but zeros.
  if (!whole && head.every((byte) => byte === 0)) return 'base image (tar)';
  if (/^07070[127]/.test(head.toString('latin1', 0, 6))) return 'cpio';
  const first = head.toString('latin1').match(/[^\r\n]/)?.[0];
  if (first === undefined) return 'empty';
  if (first === '/') return 'hostfiles';
  if (first === '-') return 'excludefiles';
  if (/[A-Za-z0-9]/.test(first)) return 'packages';
  return 'unknown';
}
