import { FieldSyntaxError } from '../../format/field-syntax-error.ts';
import { type Alternative, type Clause, parseRelation } from '../../format/relation.ts';
import type { SlimField, SlimStanza } from '../index/slim-stanza.ts';

/** Lower is better: `required` 1 to `extra` 5. Unknown ones are `extra`, as for apt. */
const PRIORITIES = ['', 'required', 'important', 'standard', 'optional', 'extra'];

/** A field of an index that is not what it has to be: only whoever asks for it finds out. */
export class UnreadableField extends Error {
  /** @param source number of the index */
  constructor(
    readonly source: number,
    problem: string,
  ) {
    super(problem);
  }
}

/** One version of a package that could be installed. */
export class Candidate {
  readonly name: string;
  readonly version: string;
  readonly essential: boolean;
  /** `Important: yes`, and apt itself, which its own rankings take for such. */
  readonly important: boolean;
  readonly priority: number;
  readonly multiArch: string;
  readonly #clauses = new Map<SlimField, readonly Clause[]>();

  /** @param id number of its name @param number of its stanza */
  constructor(
    readonly id: number,
    readonly number: number,
    readonly stanza: SlimStanza,
  ) {
    this.name = stanza.value('package');
    this.version = stanza.value('version');
    const isApt = this.name === 'apt';
    this.essential = stanza.value('essential') === 'yes' || isApt;
    this.important = stanza.value('important') === 'yes' || isApt;
    const priority = PRIORITIES.indexOf(stanza.value('priority'));
    this.priority = priority > 0 ? priority : PRIORITIES.length - 1;
    this.multiArch = stanza.value('multi-arch');
  }

  /** @throws UnreadableField */
  clauses(field: SlimField): readonly Clause[] {
    let clauses = this.#clauses.get(field);
    if (clauses === undefined) {
      clauses = this.#parse(field);
      this.#clauses.set(field, clauses);
    }
    return clauses;
  }

  #parse(field: SlimField): Clause[] {
    try {
      return parseRelation(this.stanza.value(field));
    } catch (error) {
      if (!(error instanceof FieldSyntaxError)) throw error;
      const name = field.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
      const text = `package ${this.name}: ${name}: ${error.message}`;
      throw new UnreadableField(this.stanza.source, text);
    }
  }

  /** Those of all clauses of a field. */
  alternatives(field: SlimField): Alternative[] {
    return this.clauses(field).flatMap(({ alternatives }) => alternatives);
  }

  /** Pre-Depends, then Depends, as written. */
  dependencies(): readonly Clause[] {
    return [...this.clauses('pre-depends'), ...this.clauses('depends')];
  }

  conflicts(): readonly Clause[] {
    return [...this.clauses('conflicts'), ...this.clauses('breaks')];
  }

  /** What its Provides say of a name; a name may be provided in several versions. */
  provides(name: string): Alternative[] {
    return this.alternatives('provides').filter((each) => each.name === name);
  }
}
