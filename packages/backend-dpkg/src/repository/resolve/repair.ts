import type { Clause } from '../../format/relation.ts';
import { bestFirst } from './best-first.ts';
import type { Candidate } from './candidate.ts';
import type { Selection } from './selection.ts';

const ROUNDS = 20;

/** Of what has to be marked once more for one package. */
const DEEPEST = 1000;

/** Of a package by its priority: required, important, standard, optional, extra. */
const PRIORITY_SCORES = [0, 3, 2, 1, -1, -2];

/** Drops what is broken, or what breaks it, the less important one of two: apt's problem resolver in an empty root. */
export function repair(selection: Selection): void {
  for (let round = 0; round < ROUNDS; round++) {
    const broken = [...selection.marked].filter((each) => selection.isBroken(each));
    if (broken.length === 0) return;
    const scores = scoresOf(selection);
    const score = (each: Candidate) => scores.get(each) ?? 0;
    let changed = false;
    for (const candidate of broken.sort((a, b) => score(b) - score(a))) {
      if (!selection.marked.has(candidate) || !selection.isBroken(candidate)) continue;
      changed = repairOne(selection, candidate, score) || changed;
    }
    if (!changed) return;
  }
}

/** @returns whether something has changed */
function repairOne(
  selection: Selection,
  candidate: Candidate,
  score: (candidate: Candidate) => number,
): boolean {
  const { marked, necessary } = selection;
  for (const other of selection.conflicting(candidate)) {
    if (!marked.has(other)) continue;
    if (!necessary.has(other) && score(other) < score(candidate)) return marked.delete(other);
    return !necessary.has(candidate) && marked.delete(candidate);
  }
  if (!necessary.has(candidate)) return marked.delete(candidate);
  const repaired = selection.unmet(candidate).map((clause) => reinstate(selection, clause, 0));
  return repaired.includes(true);
}

/** Marks the first solution that can be had without a change of what is marked already. */
function reinstate(selection: Selection, clause: Clause, depth: number): boolean {
  if (depth > DEEPEST) return false;
  for (const alternative of clause.alternatives) {
    for (const { candidate } of bestFirst(selection, alternative)) {
      if (selection.banned.has(candidate) || !selection.isUsable(candidate)) continue;
      if (selection.conflicting(candidate).some((each) => selection.marked.has(each))) continue;
      selection.marked.add(candidate);
      if (selection.unmet(candidate).every((each) => reinstate(selection, each, depth + 1))) {
        return true;
      }
      selection.marked.delete(candidate);
    }
  }
  return false;
}

function scoresOf(selection: Selection): Map<Candidate, number> {
  const scores = new Map<Candidate, number>();
  const add = (candidate: Candidate, points: number) =>
    scores.set(candidate, (scores.get(candidate) ?? 0) + points);
  for (const candidate of selection.marked) {
    add(candidate, PRIORITY_SCORES[candidate.priority]!);
    if (candidate.essential) add(candidate, 5100);
    if (selection.requested.has(candidate)) add(candidate, 10_000);
    for (const clause of candidate.dependencies()) {
      for (const solution of selection.solutions(clause)) {
        if (selection.marked.has(solution.candidate)) add(solution.candidate, 1);
      }
    }
  }
  return scores;
}
