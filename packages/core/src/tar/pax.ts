/** Records of a pax extended header: names and values as bytes, one a character. */
export type PaxRecords = Map<string, string>;

/**
 * The records `LENGTH KEY=VALUE\n` of a pax header; LENGTH counts the whole record in bytes. An empty value takes
 * back what a global header said (POSIX.1-2017, pax, "pax Extended Header").
 *
 * @returns undefined if it is damaged
 */
export function decodePax(bytes: Buffer): PaxRecords | undefined {
  const records: PaxRecords = new Map();
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(' ', at);
    const digits = bytes.toString('latin1', at, space < 0 ? at : space);
    const end = at + Number(digits);
    if (!/^\d{1,9}$/.test(digits) || end > bytes.length || bytes[end - 1] !== 0x0a)
      return undefined;
    const record = bytes.toString('latin1', space + 1, end - 1);
    const equals = record.indexOf('=');
    if (end <= space || equals < 1) return undefined;
    records.set(record.slice(0, equals), record.slice(equals + 1));
    at = end;
  }
  return records;
}

export function encodePax(records: ReadonlyMap<string, string>): Buffer {
  const encoded = [...records].map(([key, value]) => {
    const rest = ` ${key}=${value}\n`;
    // The length counts its own digits.
    let length = rest.length + 1;
    while (String(length).length + rest.length > length) length++;
    return `${length}${rest}`;
  });
  return Buffer.from(encoded.join(''), 'latin1');
}
