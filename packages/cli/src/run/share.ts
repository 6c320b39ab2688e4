import type { SharedDirectory } from '@supermin/vm';
import { UsageError } from '../arguments/usage-error.ts';

/**
 * Parses `DIR[:MOUNT][:ro|:rw]`. In names, `\\:` is a colon and `\\\\` a backslash.
 *
 * @throws UsageError
 */
export function parseShare(text: string): SharedDirectory {
  const parts = partsOf(text);
  const mode = parts.length > 1 && /^r[ow]$/.test(parts.at(-1)!) ? parts.pop() : undefined;
  const [directory = '', mount, ...more] = parts;
  if (directory === '' || mount?.startsWith('/') === false || more.length > 0) {
    throw new UsageError(`option '--share' needs DIR[:MOUNT][:ro|:rw], not '${text}'`, {
      command: 'run',
      hint: "MOUNT is an absolute path in the VM; a ':' in a name is written '\\:'",
    });
  }
  return { directory, mount, readOnly: mode === 'ro' };
}

/** Split at colons without a backslash before them. */
function partsOf(text: string): string[] {
  const parts = [''];
  for (const [piece] of text.matchAll(/\\[:\\]|./gs)) {
    if (piece === ':') parts.push('');
    else parts[parts.length - 1] += piece.length > 1 ? piece.slice(1) : piece;
  }
  return parts;
}
