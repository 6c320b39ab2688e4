import type { Clause } from '../../format/relation.ts';
import { bestFirst } from './best-first.ts';
import type { Candidate } from './candidate.ts';
import type { Solution } from './pool.ts';
import type { Selection } from './selection.ts';

/** Real dependencies go 200 deep; apt stops at 3000, which takes more of a stack than there is. */
const DEEPEST = 1000;

/** A choice between packages that nothing but the order in the indexes decided. */
export interface TieBreak {
  clause: string;
  chosen: string;
  others: string[];
}

/** Marks packages with all that they need, depth first, as apt's `MarkInstall` does. */
export class Marker {
  readonly ties: TieBreak[] = [];
  /** Necessary ones whose dependencies have been looked through for others. */
  readonly #passedOn = new Set<Candidate>();

  /** @param weak also what is recommended, if it can be had */
  constructor(
    private readonly selection: Selection,
    private readonly weak = false,
  ) {}

  /** @returns false if it cannot be installed: then it is not marked, unless it was asked for */
  install(candidate: Candidate, depth = 0): boolean {
    const { selection } = this;
    if (!selection.isUsable(candidate) || selection.banned.has(candidate)) return false;
    const isMarked = selection.marked.has(candidate);
    if (depth > DEEPEST) return true;
    const isSpreading = selection.necessary.has(candidate) && !this.#passedOn.has(candidate);
    if (isMarked && !isSpreading && !selection.isBroken(candidate)) return true;
    const impossible = candidate
      .dependencies()
      .find((clause) => !selection.isMet(clause) && !selection.hasCandidate(clause));
    if (impossible !== undefined) return this.#giveUp(candidate, impossible);
    if (!this.#makeRoom(candidate)) return false;
    selection.marked.add(candidate);
    if (isSpreading) this.#passedOn.add(candidate);
    return this.#installAll(candidate, depth);
  }

  /** What it needs, while it is protected itself. */
  #installAll(candidate: Candidate, depth: number): boolean {
    const { selection } = this;
    const wasProtected = selection.protected.has(candidate);
    selection.protected.add(candidate);
    try {
      for (const clause of candidate.dependencies()) {
        if (selection.necessary.has(candidate)) this.#passOn(clause, depth);
        if (selection.isMet(clause) || this.#installOne(clause, depth)) continue;
        if (wasProtected) continue;
        selection.protected.delete(candidate);
        return this.#giveUp(candidate, clause);
      }
      if (this.weak) {
        for (const clause of candidate.clauses('recommends')) {
          if (!selection.isMet(clause)) this.#installOne(clause, depth);
        }
      }
      return true;
    } finally {
      if (!wasProtected) selection.protected.delete(candidate);
    }
  }

  /** What a necessary package needs, and only one package is, is necessary, too. */
  #passOn(clause: Clause, depth: number): void {
    const { selection } = this;
    const solutions = selection.solutions(clause).map((solution) => solution.candidate);
    const [only, ...others] = new Set(solutions);
    if (only === undefined || others.length > 0 || selection.necessary.has(only)) return;
    selection.require(only);
    this.install(only, depth + 1);
  }

  #installOne(clause: Clause, depth: number): boolean {
    for (const alternative of clause.alternatives) {
      const solutions = bestFirst(this.selection, alternative);
      for (const [at, { candidate }] of solutions.entries()) {
        if (!this.install(candidate, depth + 1)) continue;
        this.#noteTie(clause, solutions, at);
        return true;
      }
    }
    return false;
  }

  /** Unmarks what it conflicts with; false if that may not be. */
  #makeRoom(candidate: Candidate): boolean {
    const { selection } = this;
    const isNecessary = selection.necessary.has(candidate);
    const conflicting = selection.conflicting(candidate);
    for (const other of conflicting) {
      if (!selection.marked.has(other)) continue;
      if (!selection.protected.has(other)) selection.marked.delete(other);
      else if (!isNecessary) {
        selection.reasons.set(candidate, `conflicts with ${other.name}`);
        return false;
      }
    }
    if (isNecessary) {
      for (const other of conflicting) {
        if (!selection.protected.has(other)) selection.banned.add(other);
      }
    }
    return true;
  }

  #giveUp(candidate: Candidate, clause: Clause): boolean {
    const { selection } = this;
    const reason = `depends on '${clause.text}'`;
    if (selection.protected.has(candidate)) {
      if (!selection.reasons.has(candidate)) selection.reasons.set(candidate, reason);
    } else selection.discard(candidate, reason);
    return false;
  }

  #noteTie(clause: Clause, solutions: readonly Solution[], at: number): void {
    const chosen = solutions[at]!;
    if (chosen.real || solutions.length < 2) return;
    const others = solutions
      .filter((each) => each !== chosen)
      .map(({ candidate }) => candidate.name);
    this.ties.push({ clause: clause.text, chosen: chosen.candidate.name, others });
  }
}
