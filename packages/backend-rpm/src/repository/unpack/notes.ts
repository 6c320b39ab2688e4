import type { BytePath } from '@supermin/core';
import type { PackageFile } from '../../format/package-parts.ts';
import type { HeaderFile } from './header-files.ts';

/** What is kept of a package beside its files. */
export interface RpmNotes {
  /** Its header and the header of its signature, in base64. */
  header: string;
  signature: string;
  /** User and group of what is not root's, by path. */
  owners: Record<BytePath, readonly [user: string, group: string]>;
}

export function notesOf(
  { bytes, signature }: PackageFile,
  files: readonly HeaderFile[],
): RpmNotes & Record<string, unknown> {
  const foreign = files.filter(
    ({ user, group, isGhost }) => !isGhost && (user !== 'root' || group !== 'root'),
  );
  return {
    header: bytes.toString('base64'),
    signature: signature.bytes.toString('base64'),
    owners: Object.fromEntries(foreign.map(({ path, user, group }) => [path, [user, group]])),
  };
}
