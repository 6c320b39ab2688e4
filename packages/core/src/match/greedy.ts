import { compileSearch, fitsAt } from './token-search.ts';
import { STAR, type Token } from './tokens.ts';

/** What stands between two stars. */
interface Piece {
  tokens: readonly Token[];
  /** The piece, if each of its tokens stands for itself. */
  literal: string | undefined;
  /** The first place at or behind `from` where it fits, -1 without one. */
  find(text: string, from: number): number;
}

/**
 * Matches a pattern with stars in time that grows with pattern length times text length, at worst. An expression would
 * try every way to share out the text among the stars.
 *
 *     /d/*a[bc]*d   the text begins with `/d/`, ends with `d`, and `a[bc]` lies between them
 *
 * Each piece is taken where it is found first. A later place would only leave less text to those behind it, so there is never
 * a reason to go back.
 *
 * @param tokens with at least one star
 */
export function compileGreedy(tokens: readonly Token[]): (text: string) => boolean {
  const pieces = piecesOf(tokens);
  const first = pieces[0]!;
  const last = pieces.at(-1)!;
  const middle = pieces.slice(1, -1);
  return (text) => {
    const end = text.length - last.tokens.length;
    if (end < first.tokens.length || !fits(first, text, 0) || !fits(last, text, end)) return false;
    let at = first.tokens.length;
    for (const piece of middle) {
      const found = piece.find(text, at);
      if (found < 0) return false;
      at = found + piece.tokens.length;
    }
    return at <= end;
  };
}

function piecesOf(tokens: readonly Token[]): Piece[] {
  const pieces: Token[][] = [[]];
  for (const token of tokens) {
    if (token === STAR) pieces.push([]);
    else pieces.at(-1)!.push(token);
  }
  return pieces.map(toPiece);
}

function toPiece(tokens: readonly Token[]): Piece {
  const literal = literalOf(tokens);
  const find =
    literal === undefined
      ? compileSearch(tokens)
      : (text: string, from: number) => text.indexOf(literal, from);
  return { tokens, literal, find };
}

function literalOf(tokens: readonly Token[]): string | undefined {
  if (!tokens.every((token) => typeof token === 'number' && token >= 0)) return undefined;
  return tokens.map((token) => String.fromCharCode(token as number)).join('');
}

function fits({ tokens, literal }: Piece, text: string, at: number): boolean {
  return literal === undefined ? fitsAt(tokens, text, at) : text.startsWith(literal, at);
}
