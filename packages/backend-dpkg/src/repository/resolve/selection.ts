import type { Clause } from '../../format/relation.ts';
import type { Candidate } from './candidate.ts';
import type { Pool, Solution } from './pool.ts';

/** What is marked to be installed, and what is known of it. */
export class Selection {
  /** In the order in which they were marked. */
  readonly marked = new Set<Candidate>();
  readonly requested = new Set<Candidate>();
  /** Requested ones, and those without which these cannot be: the only solution of what they depend on. */
  readonly necessary = new Set<Candidate>();
  /** Those that may not be unmarked now: necessary ones, and those whose dependencies are worked on. */
  readonly protected = new Set<Candidate>();
  /** Those that may not be marked any more. */
  readonly banned = new Set<Candidate>();
  /** Those that turned out to be impossible. */
  readonly discarded = new Set<Candidate>();
  /** Why they are: a sentence part, `conflicts with b`. */
  readonly reasons = new Map<Candidate, string>();

  constructor(readonly pool: Pool) {}

  isUsable(candidate: Candidate): boolean {
    return !this.discarded.has(candidate);
  }

  /** Solutions of a clause, alternative by alternative, without those that are impossible. */
  solutions(clause: Clause): Solution[] {
    return clause.alternatives.flatMap((alternative) =>
      this.pool.solutions(alternative).filter(({ candidate }) => this.isUsable(candidate)),
    );
  }

  /** Also one that turned out to be impossible: apt does not see that before it comes to it. */
  hasCandidate(clause: Clause): boolean {
    return clause.alternatives.some((each) => this.pool.solutions(each).length > 0);
  }

  isMet(clause: Clause): boolean {
    return clause.alternatives.some((alternative) =>
      this.pool.solutions(alternative).some(({ candidate }) => this.marked.has(candidate)),
    );
  }

  /** Packages that cannot be installed beside this one, by its own word: never itself. */
  conflicting(candidate: Candidate): Candidate[] {
    const found = candidate
      .conflicts()
      .flatMap(({ alternatives }) => alternatives)
      .flatMap((alternative) => this.pool.solutions(alternative))
      .map((solution) => solution.candidate);
    return [...new Set(found)].filter((each) => each !== candidate);
  }

  /** The clauses that nothing marked meets. */
  unmet(candidate: Candidate): Clause[] {
    return candidate.dependencies().filter((clause) => !this.isMet(clause));
  }

  isBroken(candidate: Candidate): boolean {
    return (
      this.unmet(candidate).length > 0 ||
      this.conflicting(candidate).some((each) => this.marked.has(each))
    );
  }

  require(candidate: Candidate): void {
    this.necessary.add(candidate);
    this.protected.add(candidate);
  }

  discard(candidate: Candidate, reason: string): void {
    this.marked.delete(candidate);
    this.discarded.add(candidate);
    if (!this.reasons.has(candidate)) this.reasons.set(candidate, reason);
  }
}
