import type { Candidate } from './candidate.ts';
import { Reinstater } from './reinstate.ts';
import { scoresOf } from './score.ts';
import type { Selection } from './selection.ts';

const ROUNDS = 10;

/**
 * What is broken is dropped, or what breaks it, the less dear one of two; what is necessary gets what it lacks, if that can be had
 * without more ado. So does apt's problem resolver in an empty root.
 */
export function repair(selection: Selection): void {
  const scores = scoresOf(selection);
  const score = (each: Candidate) => scores.get(each) ?? 0;
  const reinstater = new Reinstater(selection);
  const order = [...selection.marked].sort((a, b) => score(b) - score(a) || a.id - b.id);
  for (let round = 0; round < ROUNDS; round++) {
    let changed = false;
    for (const candidate of order) {
      if (!selection.marked.has(candidate) || !selection.isBroken(candidate)) continue;
      changed = repairOne(selection, candidate, { score, reinstater }) || changed;
    }
    if (!changed) return;
  }
}

interface Means {
  score: (candidate: Candidate) => number;
  reinstater: Reinstater;
}

/** @returns whether something has changed */
function repairOne(
  selection: Selection,
  candidate: Candidate,
  { score, reinstater }: Means,
): boolean {
  const { marked, necessary } = selection;
  const isNecessary = necessary.has(candidate);
  const unmet = selection.unmet(candidate);
  if (unmet.length > 0 && !isNecessary) return marked.delete(candidate);
  const [repaired] = unmet.map((clause) => reinstater.mark(clause));
  let changed = repaired === true;
  for (const other of selection.conflicting(candidate)) {
    if (!marked.has(other)) continue;
    if (!necessary.has(other) && score(other) < score(candidate)) {
      changed = marked.delete(other) || changed;
    } else if (!isNecessary) return marked.delete(candidate);
  }
  return changed;
}
