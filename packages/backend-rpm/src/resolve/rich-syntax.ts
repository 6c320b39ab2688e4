import type { Dependency } from '../format/package-record.ts';
import { Sense } from '../format/tags.ts';

export type RichOperator = 'and' | 'or' | 'if' | 'unless' | 'with' | 'without';

/** A boolean ("rich") dependency: `((a >= 1 with a < 2) or (b if c else d))`. */
export type RichDependency =
  | { kind: 'simple'; dependency: Dependency }
  | { kind: 'and' | 'or' | 'with' | 'without'; operands: RichDependency[] }
  | {
      kind: 'if' | 'unless';
      operand: RichDependency;
      condition: RichDependency;
      otherwise?: RichDependency;
    };

const OPERATORS: ReadonlySet<string> = new Set(['and', 'or', 'if', 'unless', 'with', 'without']);
const COMPARISONS: ReadonlyMap<string, number> = new Map([
  ['<', Sense.less],
  ['<=', Sense.less | Sense.equal],
  ['=', Sense.equal],
  ['==', Sense.equal],
  ['>=', Sense.greater | Sense.equal],
  ['>', Sense.greater],
]);
/** Deeper than any package's; a damaged name must not exhaust the stack. */
const DEEPEST = 100;

/** Whether a requirement's name is a rich dependency: rpm keeps these as one string in place of a name. */
export function isRich({ name }: Dependency): boolean {
  return name.startsWith('(');
}

/**
 * Parses a rich dependency, with its outer parentheses, or a plain one (`foo`, `foo >= 1.0`). Undefined if it is neither:
 * rpm would not have built the package.
 */
export function parseRich(text: string): RichDependency | undefined {
  const parser = new Parser(text);
  const parsed = parser.operand(0);
  return parser.atEnd() ? parsed : undefined;
}

class Parser {
  #at = 0;

  constructor(private readonly text: string) {}

  atEnd(): boolean {
    this.#skipSpace();
    return this.#at === this.text.length;
  }

  /** `( ... )`, or a name with or without a comparison. */
  operand(depth: number): RichDependency | undefined {
    this.#skipSpace();
    if (depth > DEEPEST) return undefined;
    if (this.text[this.#at] !== '(') return this.#simple();
    this.#at++;
    const inner = this.#expression(depth + 1);
    this.#skipSpace();
    if (this.text[this.#at] !== ')') return undefined;
    this.#at++;
    return inner;
  }

  #expression(depth: number): RichDependency | undefined {
    const first = this.operand(depth);
    if (first === undefined) return undefined;
    const operator = this.#operator();
    if (operator === undefined) return first;
    if (operator === 'if' || operator === 'unless')
      return this.#conditional(operator, first, depth);
    // A chain is of one operator throughout: rpm wants parentheses for anything else.
    const operands = [first];
    do {
      const next = this.operand(depth);
      if (next === undefined) return undefined;
      operands.push(next);
    } while (this.#word(operator));
    return { kind: operator, operands };
  }

  #conditional(
    kind: 'if' | 'unless',
    operand: RichDependency,
    depth: number,
  ): RichDependency | undefined {
    const condition = this.operand(depth);
    if (condition === undefined) return undefined;
    if (!this.#word('else')) return { kind, operand, condition };
    const otherwise = this.operand(depth);
    return otherwise && { kind, operand, condition, otherwise };
  }

  #simple(): RichDependency | undefined {
    const name = this.#token();
    if (name === '') return undefined;
    const before = this.#at;
    const sense = COMPARISONS.get(this.#token());
    if (sense === undefined) {
      this.#at = before;
      return { kind: 'simple', dependency: { name, flags: 0, version: '' } };
    }
    const version = this.#token();
    if (version === '') return undefined;
    return { kind: 'simple', dependency: { name, flags: sense, version } };
  }

  #operator(): RichOperator | undefined {
    const before = this.#at;
    const word = this.#token();
    if (OPERATORS.has(word)) return word as RichOperator;
    this.#at = before;
    return undefined;
  }

  #word(wanted: string): boolean {
    const before = this.#at;
    if (this.#token() === wanted) return true;
    this.#at = before;
    return false;
  }

  /** Up to a space, or a parenthesis that was not opened in it: `libc.so.6()(64bit)` is one. */
  #token(): string {
    this.#skipSpace();
    const start = this.#at;
    for (let open = 0; this.#at < this.text.length; this.#at++) {
      const character = this.text[this.#at]!;
      if (isSpace(character)) break;
      if (character === '(') open++;
      if (character === ')' && --open < 0) break;
    }
    return this.text.slice(start, this.#at);
  }

  #skipSpace(): void {
    while (this.#at < this.text.length && isSpace(this.text[this.#at]!)) this.#at++;
  }
}

function isSpace(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\n';
}
