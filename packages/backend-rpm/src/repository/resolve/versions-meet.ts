import type { Dependency } from '../../format/package-record.ts';
import { Sense } from '../../format/tags.ts';
import { compareEvr, parseEvr } from '../../version/evr.ts';
import { rangesOverlap } from '../../version/range.ts';

/**
 * Whether a provided capability satisfies a requirement of the same name, for libsolv: to rpm, `2` and `2-5` are equal; to libsolv, `2`
 * stands for all releases of 2, of which some are below `2-5` and some above.
 *
 *     provides c = 2    requires c < 2-5    libsolv: yes    rpm: no
 */
export function versionsMeet(provided: Dependency, required: Dependency): boolean {
  if (rangesOverlap(provided, required)) return true;
  const [have, want] = [parseEvr(provided.version), parseEvr(required.version)];
  if ((have.release === undefined) === (want.release === undefined)) return false;
  if (compareEvr(have, want) !== 0) return false;
  const { flags } = have.release === undefined ? provided : required;
  return (flags & Sense.equal) !== 0;
}
