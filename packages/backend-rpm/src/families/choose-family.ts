import { type Host, readOsRelease } from '@supermin/core';
import { permitted } from '@supermin/core/backend';
import type { Family } from './family.ts';
import { FAMILIES } from './index.ts';

/**
 * The family of a root. `detected` is by os-release; where that names no family (or is not there, as before 2012) the
 * files tell that distributions put into /etc for themselves.
 */
export function familyOf(host: Host, detected: string): Family {
  const { id, idLike } = readOsRelease(host);
  const named = FAMILIES.some(({ ids }) => [id, ...idLike].some((each) => ids.includes(each)));
  const byFile = FAMILIES.find(({ releaseFiles }) =>
    releaseFiles.some((path) => permitted(() => host.stat(path)) !== undefined),
  );
  if (!named && byFile !== undefined) return byFile;
  return FAMILIES.find(({ name }) => name === detected) ?? FAMILIES[0]!;
}
