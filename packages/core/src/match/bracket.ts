import { ownEntry } from '../text/own-entry.ts';

/** POSIX character classes in the C locale: bytes above 127 are in none of them. */
const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[0-9A-Za-z]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  cntrl: /[\x00-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[\x21-\x7e]/,
  lower: /[a-z]/,
  print: /[\x20-\x7e]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t-\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

export const BYTES: readonly number[] = Array.from({ length: 256 }, (_, code) => code);

/** The bytes that a bracket expression matches: 1 for a member. */
export type ByteSet = Uint8Array;

/** Reads the bracket expressions of one pattern, in time that grows with its length, also where many are never closed. */
export class BracketReader {
  /** Where a part of some expression begins that is never closed: any other with a part there is not closed either. */
  readonly #open = new Set<number>();

  constructor(private readonly pattern: string) {}

  /**
   * The bracket expression that opens at `start`, and where its closing bracket is.
   *
   * @returns undefined if it is never closed: it is the character `[`
   */
  read(start: number): { set: ByteSet; end: number } | undefined {
    const { pattern } = this;
    let at = start + 1;
    const negated = pattern[at] === '!' || pattern[at] === '^';
    if (negated) at++;
    const first = at;
    const set = new Uint8Array(256);
    // At a class that does not exist glibc gives up: what stands before it counts, what follows does not.
    let lost = false;
    const parts: number[] = [];
    while (pattern[at] !== ']' || at === first) {
      if (at >= pattern.length || this.#open.has(at)) {
        for (const part of parts) this.#open.add(part);
        return undefined;
      }
      if (at > first) parts.push(at);
      const part = partAt(pattern, at);
      at += part.length;
      lost ||= part.codes === undefined;
      if (!lost) for (const code of part.codes!) set[code] = 1;
    }
    if (!negated) return { set, end: at };
    return { set: lost ? new Uint8Array(256) : set.map((member) => 1 - member), end: at };
  }
}

/** A part of a bracket expression: the bytes that it stands for, and how much of the pattern it takes up. */
interface Part {
  /** Undefined for a class that does not exist. */
  codes: readonly number[] | undefined;
  length: number;
}

function partAt(pattern: string, at: number): Part {
  const start = pattern.slice(at, at + 16);
  const named = /^\[:([a-z]+):\]/.exec(start);
  if (named) return classMembers(named);
  // In the C locale a class of characters that are equivalent to one is just that one; no range begins or ends with it.
  const equivalent = /^\[=(.)=\]/s.exec(start);
  return equivalent ? { codes: [equivalent[1]!.charCodeAt(0)], length: 5 } : range(pattern, at);
}

function classMembers([spelled, name]: RegExpExecArray): Part {
  const members = ownEntry(CLASSES, name!);
  return {
    codes: members && BYTES.filter((code) => members.test(String.fromCharCode(code))),
    length: spelled.length,
  };
}

/** `a-z`, or a single character; a range the wrong way round is empty. */
function range(pattern: string, at: number): Part {
  const low = element(pattern, at);
  const dash = at + low.length;
  if (pattern[dash] !== '-' || pattern[dash + 1] === ']' || dash + 1 >= pattern.length) {
    return { codes: [low.code], length: low.length };
  }
  const high = element(pattern, dash + 1);
  return {
    codes: BYTES.slice(low.code, high.code + 1),
    length: low.length + 1 + high.length,
  };
}

/** One character of a bracket expression, also spelled `[.c.]`. */
function element(pattern: string, at: number): { code: number; length: number } {
  const spelled = /^\[\.(.)\.\]/s.exec(pattern.slice(at, at + 5));
  return spelled
    ? { code: spelled[1]!.charCodeAt(0), length: 5 }
    : { code: pattern.charCodeAt(at), length: 1 };
}
