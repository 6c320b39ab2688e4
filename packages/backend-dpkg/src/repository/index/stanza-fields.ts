const SPACE = 32;
const TAB = 9;

/**
 * The fields of one stanza whose names (in lower case) are wanted. A value of several lines becomes one; of a field that comes twice
 * the last one counts, as for apt.
 */
export function stanzaFields(text: string, wanted: ReadonlySet<string>): Map<string, string> {
  const fields = new Map<string, string>();
  let current: string | undefined;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const first = text.charCodeAt(start);
    if (first === SPACE || first === TAB) {
      if (current !== undefined) {
        fields.set(current, `${fields.get(current)!} ${text.slice(start, end).trim()}`);
      }
    } else {
      const colon = text.indexOf(':', start);
      // apt takes blanks before the colon: `Types : deb`.
      const name = colon < 0 || colon > end ? '' : text.slice(start, colon).trimEnd().toLowerCase();
      current = wanted.has(name) ? name : undefined;
      if (current !== undefined) fields.set(current, text.slice(colon + 1, end).trim());
    }
    start = end + 1;
  }
  return fields;
}
