import type { Alternative, Clause } from '../../format/relation.ts';
import type { Candidate } from './candidate.ts';
import type { Selection } from './selection.ts';

/** Of packages that need each other. */
const DEEPEST = 1000;

/** Marks what a necessary package lacks, each package once at the most, whatever it conflicts with: that is looked at afterwards. */
export class Reinstater {
  readonly #tried = new Set<Candidate>();

  constructor(private readonly selection: Selection) {}

  /** One of the packages that satisfy a clause. */
  mark(clause: Clause): boolean {
    return clause.alternatives.some((alternative) =>
      this.#targets(alternative).some((candidate) => this.#reinstate(candidate, 0)),
    );
  }

  /** The package of the name, then those that provide it, the last one in the indexes first. */
  #targets(alternative: Alternative): Candidate[] {
    const solutions = this.selection.pool.solutions(alternative);
    const real = solutions.filter((each) => each.real);
    const others = solutions.filter((each) => !each.real).reverse();
    return [...real, ...others].map(({ candidate }) => candidate);
  }

  #reinstate(candidate: Candidate, depth: number): boolean {
    const { marked, banned, necessary } = this.selection;
    if (this.#tried.has(candidate) || !this.selection.isUsable(candidate)) return false;
    if (banned.has(candidate) || necessary.has(candidate) || depth > DEEPEST) return false;
    this.#tried.add(candidate);
    marked.add(candidate);
    for (const clause of this.selection.unmet(candidate)) {
      if (this.#first(clause, depth)) continue;
      marked.delete(candidate);
      return false;
    }
    return true;
  }

  /** Of each alternative only one package is tried. */
  #first(clause: Clause, depth: number): boolean {
    if (this.selection.isMet(clause)) return true;
    return clause.alternatives.some((alternative) => {
      const [target] = this.#targets(alternative);
      return target !== undefined && this.#reinstate(target, depth + 1);
    });
  }
}
