import { Sense } from '../../format/tags.ts';
import { compareEvr, parseEvr } from '../../version/evr.ts';
import type { Pool } from './pool.ts';

interface Provided {
  /** Place of the package. */
  at: number;
  version: string;
  /** `<` without `=`: just below. */
  isBelow: boolean;
}

/** Checksums, such as those of kernel symbols, say nothing of age. */
const DIGEST = /^[0-9a-f]{4,}$/;

/** Packages in their order, but that those which provide lower versions of what others of them provide as well come later. */
export function newerCapabilitiesFirst(pool: Pool, packages: readonly number[]): number[] {
  const groups = new Map<string, Provided[]>();
  for (const [at, pkg] of packages.entries()) {
    for (const { name, flags, version } of pool.list(pkg, 'provides')) {
      const sense = flags & Sense.mask;
      if (version === '' || ((sense & Sense.equal) === 0 && sense !== Sense.less)) continue;
      if ((sense & Sense.greater) !== 0 || (sense === Sense.equal && DIGEST.test(version)))
        continue;
      const group = groups.get(name) ?? [];
      group.push({ at, version, isBelow: sense === Sense.less });
      groups.set(name, group);
    }
  }
  const penalties = packages.map(() => 0);
  for (const group of groups.values()) penalize(group, penalties);
  return [...packages.keys()]
    .sort((a, b) => penalties[a]! - penalties[b]! || a - b)
    .map((at) => packages[at]!);
}

/** Adds to the penalty of each package how many steps its version is below the highest. */
function penalize(group: Provided[], penalties: number[]): void {
  group.sort(newestFirst);
  let steps = 0;
  for (const [place, provided] of group.entries()) {
    const before = group[place - 1];
    if (before !== undefined && before.at !== provided.at && newestFirst(before, provided) < 0)
      steps++;
    penalties[provided.at]! += steps;
  }
}

function newestFirst(a: Provided, b: Provided): number {
  const order = compareEvr(parseEvr(b.version), parseEvr(a.version));
  return order || Number(a.isBelow) - Number(b.isBelow);
}
