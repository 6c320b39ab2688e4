import type { RepositorySource } from '@supermin/core';
import { ownAddress } from './distributions.ts';

/**
 * Where a repository is looked for, in this order: on the mirrors that the user has specified; where the distribution itself has
 * it. What is the user's own has no mirrors.
 *
 *     --mirror http://mirror.example/fedora    http://mirror.example/fedora/releases/42/Everything/x86_64/os
 */
export function addressesOf(
  { uri, archive, mirrors: same = [] }: RepositorySource,
  mirrors: readonly string[],
): string[] {
  const own = archive === undefined ? undefined : ownAddress(archive);
  if (own === undefined || !uri.startsWith(`${own}/`)) return [uri, ...same];
  const below = uri.slice(own.length);
  const given = mirrors.map((mirror) => mirror.replace(/\/+$/, '') + below);
  return given.length > 0 ? given : [uri];
}
