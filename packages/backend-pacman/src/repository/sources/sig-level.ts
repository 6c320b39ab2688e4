import { ownEntry } from '@supermin/core';
import type { Check, SigLevel } from './source.ts';

/**
 * Arch's own setting. What pacman has where a configuration says nothing, `Optional`, would take unsigned packages: that has to be
 * spelled out here.
 */
export const DEFAULT_LEVEL: SigLevel = { package: 'required', database: 'optional' };

const CHECKS: Readonly<Record<string, Check>> = {
  Never: 'never',
  Optional: 'optional',
  Required: 'required',
};

/**
 * `Required DatabaseOptional`, word by word, on top of what was said before. How far keys are trusted (`TrustAll`) does not count:
 * gpgv takes every key of a keyring.
 *
 * @returns the first word that is none, if there is one
 */
export function parseSigLevel(value: string, before: SigLevel): SigLevel | string {
  const level = { ...before };
  for (const word of value.split(/\s+/).filter(Boolean)) {
    const [, only, rest] = /^(Package|Database)?(.*)$/.exec(word)!;
    if (rest === 'TrustAll' || rest === 'TrustedOnly') continue;
    const check = ownEntry(CHECKS, rest!);
    if (check === undefined) return word;
    if (only !== 'Database') level.package = check;
    if (only !== 'Package') level.database = check;
  }
  return level;
}
