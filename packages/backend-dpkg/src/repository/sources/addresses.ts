import type { Host } from '@supermin/core';
import { distributionOf, ownAddress, snapshotPath } from './distributions.ts';
import { hostMirrors } from './host-sources.ts';
import type { Source } from './source.ts';

/**
 * Where a source is looked for, in this order: the mirrors that the user has specified; else those of this machine's apt; the
 * distribution's own. What is the user's own has no mirrors.
 *
 *     --mirror http://mirror.example/debian     debian            http://mirror.example/debian
 *                                               debian-security   http://mirror.example/debian-security, then Debian's own
 *     --mirror http://mirror.example/archive    debian@TIME       http://mirror.example/archive/debian/TIME, then Debian's own
 */
export function addressesOf(
  { uri, archive }: Pick<Source, 'uri' | 'archive'>,
  mirrors: readonly string[],
  host: Host,
): string[] {
  const given = mirrors.map((mirror) => mirror.replace(/\/+$/, ''));
  if (archive === undefined) {
    const path = snapshotPath(uri);
    return path === undefined ? [uri] : [...given.map((mirror) => `${mirror}/${path}`), uri];
  }
  const distribution = distributionOf(archive) ?? archive;
  const isMain = archive === distribution;
  if (given.length > 0 && isMain) return given;
  const beside = given.map((mirror) => `${mirror}${archive.slice(distribution.length)}`);
  return [...new Set([...beside, ...hostMirrors(host, archive), ownAddress(archive) ?? uri])];
}
