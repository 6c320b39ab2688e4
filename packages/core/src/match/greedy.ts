import { ANY, STAR, type Token } from './tokens.ts';

/** What stands between two stars. */
interface Piece {
  tokens: readonly Token[];
  /** The piece, if each of its tokens stands for itself. */
  literal: string | undefined;
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
      const found = find(piece, text, at);
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
  return pieces.map((piece) => ({ tokens: piece, literal: literalOf(piece) }));
}

function literalOf(tokens: readonly Token[]): string | undefined {
  if (!tokens.every((token) => typeof token === 'number' && token >= 0)) return undefined;
  return tokens.map((token) => String.fromCharCode(token as number)).join('');
}

function find(piece: Piece, text: string, from: number): number {
  if (piece.literal !== undefined) return text.indexOf(piece.literal, from);
  for (let at = from; at + piece.tokens.length <= text.length; at++) {
    if (fits(piece, text, at)) return at;
  }
  return -1;
}

function fits({ tokens, literal }: Piece, text: string, at: number): boolean {
  if (literal !== undefined) return text.startsWith(literal, at);
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    const code = text.charCodeAt(at + index);
    if (typeof token !== 'number') {
      if (token[code] !== 1) return false;
    } else if (token !== ANY && token !== code) return false;
  }
  return true;
}
