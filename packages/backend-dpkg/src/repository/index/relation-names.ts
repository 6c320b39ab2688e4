const COMMA = 44;
const BAR = 124;
/** What ends a name: blank, `,`, `|`, `(`, `[`, `<`. */
const ENDS = new Set([9, 10, 32, COMMA, 40, 60, 91, BAR]);

/**
 * Names in a relation field, from left to right, `foo:any` as one; an architecture behind a colon is left out. Faster by far than to
 * parse the field: there are a million in an index.
 */
export function relationNames(field: string, found: (name: string) => void): void {
  const { length } = field;
  for (let at = 0; at < length; at++) {
    while (at < length && ENDS.has(field.charCodeAt(at))) at++;
    const start = at;
    while (at < length && !ENDS.has(field.charCodeAt(at))) at++;
    if (at > start) found(withoutArchitecture(field.slice(start, at)));
    while (at < length && !isSeparator(field.charCodeAt(at))) at++;
  }
}

function isSeparator(character: number): boolean {
  return character === COMMA || character === BAR;
}

function withoutArchitecture(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 || name.endsWith(':any') ? name : name.slice(0, colon);
}
