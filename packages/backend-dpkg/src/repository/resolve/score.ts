import type { Alternative } from '../../format/relation.ts';
import type { Candidate } from './candidate.ts';
import type { Selection } from './selection.ts';

/** Points of a package for its priority: required, important, standard, optional, extra. */
const PRIORITIES = [0, 3, 2, 1, -1, -2];

const INDISPENSABLE = 100;
const REQUESTED = 10_000;
const ESSENTIAL = 5000;

/** Points for each package that names it in such a field. */
const FIELDS = [
  ['pre-depends', 1],
  ['depends', 1],
  ['recommends', 1],
  ['conflicts', -1],
  ['breaks', -1],
] as const;

/** Fields by which a package passes on its own points to what it names. */
const INHERITED = ['pre-depends', 'depends', 'recommends'] as const;

/**
 * How dear each marked package is to apt when one of two has to go: by its priority, by how many marked packages name it, and by how
 * dear those are.
 */
export function scoresOf(selection: Selection): Map<Candidate, number> {
  const { marked, requested, pool } = selection;
  const own = new Map<string, number>();
  const add = (scores: Map<string, number>, name: string, points: number) =>
    scores.set(name, (scores.get(name) ?? 0) + points);
  for (const candidate of marked) {
    const { name, priority, essential, important } = candidate;
    add(own, name, PRIORITIES[priority]! + (essential || important ? INDISPENSABLE : 0));
    for (const [field, points] of FIELDS) {
      for (const each of namesIn(candidate.alternatives(field), selection)) add(own, each, points);
    }
  }
  const all = new Map(own);
  for (const candidate of marked) {
    const points = own.get(candidate.name)!;
    if (points <= 0) continue;
    for (const field of INHERITED) {
      for (const { name, qualifier } of candidate.alternatives(field)) {
        if (qualifier !== 'any') add(all, name, points);
      }
    }
  }
  const scores = new Map<Candidate, number>();
  for (const candidate of marked) {
    const { name, essential, important } = candidate;
    let score = all.get(name) ?? 0;
    for (const { name: provided } of candidate.alternatives('provides')) {
      if (pool.table.id(provided) === undefined) continue;
      score += Math.abs((all.get(provided) ?? 0) - (own.get(provided) ?? 0));
    }
    if (requested.has(candidate)) score += REQUESTED;
    if (essential || important) score += ESSENTIAL;
    scores.set(candidate, score);
  }
  return scores;
}

/** Names in a field; one with a version only if what is marked of that name has it. */
function namesIn(alternatives: readonly Alternative[], { pool, marked }: Selection): string[] {
  return (
    alternatives
      // That is a name of its own.
      .filter(({ qualifier }) => qualifier !== 'any')
      .filter(
        (alternative) =>
          alternative.version === undefined ||
          pool.solutions(alternative).some(({ candidate, real }) => real && marked.has(candidate)),
      )
      .map(({ name }) => name)
  );
}
