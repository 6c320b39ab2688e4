const COMMA = 44;
const COLON = 58;
const BAR = 124;
/** What ends a name, by its code: blank, `,`, `|`, `(`, `[`, `<`. */
const ENDS = new Uint8Array(256);
for (const code of [9, 10, 32, COMMA, 40, 60, 91, BAR]) ENDS[code] = 1;

/**
 * Where names are in a relation field, from left to right, `foo:any` as one; an architecture behind a colon is left out. Faster by far
 * than to parse the field: there are a million in an index.
 */
export function relationNames(field: string, found: (start: number, end: number) => void): void {
  const { length } = field;
  for (let at = 0; at < length; at++) {
    while (at < length && ENDS[field.charCodeAt(at)] === 1) at++;
    const start = at;
    let colon = -1;
    for (; at < length && ENDS[field.charCodeAt(at)] !== 1; at++) {
      if (colon < 0 && field.charCodeAt(at) === COLON) colon = at;
    }
    if (at > start) found(start, colon < 0 || isAny(field, start, at) ? at : colon);
    while (at < length && !isSeparator(field.charCodeAt(at))) at++;
  }
}

export function isAny(field: string, start: number, end: number): boolean {
  return end - start >= 4 && field.startsWith(':any', end - 4);
}

function isSeparator(character: number): boolean {
  return character === COMMA || character === BAR;
}
