/** Decisions that were made, in their order, each at a level: level 1 is what has to be, each further one begins with a choice. */
export class Decisions {
  /** Packages, negative for those that are out. */
  readonly queue: number[] = [];
  /** Number of the rule that each followed from; negative: of the one that it was chosen for. */
  readonly reasons: number[] = [];
  /** Level of each package, negative for those that are out, 0 while undecided. */
  readonly #levels: Int32Array;

  constructor(packages: number) {
    this.#levels = new Int32Array(packages + 1);
  }

  /** Positive if it is in, negative if it is out, 0 if it is not decided: the level. */
  level(pkg: number): number {
    return this.#levels[pkg]!;
  }

  isTrue(literal: number): boolean {
    return literal > 0 ? this.#levels[literal]! > 0 : this.#levels[-literal]! < 0;
  }

  isFalse(literal: number): boolean {
    return literal > 0 ? this.#levels[literal]! < 0 : this.#levels[-literal]! > 0;
  }

  decide(literal: number, level: number, reason: number): void {
    this.#levels[Math.abs(literal)] = literal > 0 ? level : -level;
    this.queue.push(literal);
    this.reasons.push(reason);
  }

  /** Takes back what was decided above a level. @returns what was taken back last, which is what was decided first */
  revert(level: number): { literal: number; reason: number } | undefined {
    let last: { literal: number; reason: number } | undefined;
    while (this.queue.length > 0) {
      const literal = this.queue.at(-1)!;
      const pkg = Math.abs(literal);
      if (Math.abs(this.#levels[pkg]!) <= level) break;
      this.#levels[pkg] = 0;
      this.queue.pop();
      last = { literal, reason: this.reasons.pop()! };
    }
    return last;
  }

  /** Packages that are in, in the order in which they were decided. */
  chosen(): number[] {
    return this.queue.filter((literal) => literal > 0);
  }
}
