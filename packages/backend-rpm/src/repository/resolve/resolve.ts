import type { Dependency } from '../../format/package-record.ts';
import { unsatisfiable } from '../errors.ts';
import { isOutsidePrimary } from '../index/file-lists.ts';
import { explain } from './explain.ts';
import type { Pool } from './pool.ts';
import { requestedPackages } from './requested.ts';
import { PackageRules, type RuleDraft } from './rules.ts';
import { Solver, type Tie, Unsolvable } from './solver.ts';

/** Requested paths, and requirements that only the lists of all files can tell of. */
export interface Unknown {
  paths: Set<string>;
}

export interface Resolved {
  packages: number[];
  ties: Tie[];
}

/**
 * The packages that dnf would install in an empty root.
 *
 * @param asked paths of which the lists of files have been asked: of others it is said that they are wanted
 * @returns the set, or paths that are wanted to be known of before there is one
 * @throws SuperminError `PACKAGES_MISSING`, `PACKAGES_UNSATISFIABLE`
 */
export function resolvePackages(
  pool: Pool,
  words: readonly string[],
  asked: ReadonlySet<string>,
): Resolved | Unknown {
  const paths = new Set<string>();
  const note = (name: string) => {
    if (isOutsidePrimary(name) && !asked.has(name)) paths.add(name);
  };
  for (const word of words) note(word);
  if (paths.size > 0) return { paths };
  const rules = new PackageRules(pool, ({ name }: Dependency) => note(name));
  const jobs = words.map((name): RuleDraft => {
    const literals = requestedPackages(pool, name);
    for (const pkg of literals) rules.add(pkg);
    return { literals, reason: { kind: 'requested', name } };
  });
  if (paths.size > 0) return { paths };
  try {
    return new Solver(pool, rules.finish(), jobs).solve();
  } catch (error) {
    if (error instanceof Unsolvable) throw unsatisfiable(explain(pool, error.causes));
    throw error;
  }
}
