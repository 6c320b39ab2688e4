import type { Candidate } from './candidate.ts';
import type { Selection } from './selection.ts';

/** Names that Debian's apt never removes by itself: /etc/apt/apt.conf.d/01autoremove. */
const KEPT =
  /^firmware-linux.*|^linux-firmware$|^linux-image-[a-z0-9]*$|^linux-image-[a-z0-9]*-[a-z0-9]*$/;

const FOLLOWED = ['pre-depends', 'depends', 'recommends', 'suggests'] as const;

/**
 * Unmarks what nothing needs any more, of which another branch was taken: what is not reached from packages that were asked for, nor
 * from important ones, by whatever connects them, suggestions included.
 */
export function sweep(selection: Selection): void {
  const { marked, requested, pool } = selection;
  const reached = new Set<Candidate>();
  for (const candidate of marked) {
    const { essential, important, name } = candidate;
    if (requested.has(candidate) || essential || important || KEPT.test(name)) {
      reached.add(candidate);
    }
  }
  // A Set's iteration also comes to what is added meanwhile.
  for (const candidate of reached) {
    for (const field of FOLLOWED) {
      for (const alternative of candidate.alternatives(field)) {
        for (const solution of pool.solutions(alternative)) {
          if (marked.has(solution.candidate)) reached.add(solution.candidate);
        }
      }
    }
  }
  for (const candidate of marked) if (!reached.has(candidate)) marked.delete(candidate);
}
