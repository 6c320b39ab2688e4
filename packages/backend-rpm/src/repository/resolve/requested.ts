import { nearestName } from '@supermin/core';
import { nameUnknown } from '@supermin/core/backend';
import { NAME_HINT } from '../errors.ts';
import { spellingsOf } from '../index/wanted.ts';
import type { Pool } from './pool.ts';

/**
 * Packages that a word of the command line means, as `dnf install` takes it: a name, which those that obsolete such a package answer
 * to as well; a name with version or architecture; what packages provide; or a path.
 *
 *     bash    bash.x86_64    bash-5.2.15    bash-5.2.15-3.fc38.x86_64    /usr/bin/bash    webserver
 *
 * @throws SuperminError `PACKAGES_MISSING`
 */
export function requestedPackages(pool: Pool, word: string): number[] {
  const anyVersion = { name: word, flags: 0, version: '' };
  const named = pool.named(anyVersion);
  if (named.length > 0) return withObsoleting(pool, named);
  const spelled = packagesSpelled(pool, word);
  if (spelled.length > 0) return spelled;
  const provided = pool.providers(anyVersion);
  if (provided.length > 0) return [...provided];
  throw nameUnknown(word, nearestName(word, [...pool.table.providedNames()]), NAME_HINT);
}

/** Names, versions and architectures may have dashes and dots: each cut of the word is tried. */
function packagesSpelled(pool: Pool, word: string): number[] {
  const cuts = [...word.matchAll(/[-.]/g)].map(({ index }) => word.slice(0, index));
  const found = cuts.flatMap((name) =>
    pool
      .named({ name, flags: 0, version: '' })
      .filter((pkg) => spellingsOf(pool.entry(pkg)).includes(word)),
  );
  return [...new Set(found)].sort((a, b) => a - b);
}

function withObsoleting(pool: Pool, named: readonly number[]): number[] {
  const all = new Set(named);
  for (let pkg = 1; pkg <= pool.size; pkg++) {
    const obsoletes = pool.list(pkg, 'obsoletes');
    if (obsoletes.length === 0 || all.has(pkg)) continue;
    const hits = obsoletes.flatMap((dependency) => pool.named(dependency));
    if (hits.some((hit) => named.includes(hit))) all.add(pkg);
  }
  return [...all].sort((a, b) => a - b);
}
