import { damaged } from '../errors.ts';

/** What pax headers say, by keyword; values are bytes, since names, attributes and directory lists need not be text. */
export type PaxRecords = ReadonlyMap<string, Buffer>;

/** GNU tar's sparse format 0.0 has a record for each number: they become the list that 0.1 has. */
const MAP = 'GNU.sparse.map';
const MAP_PARTS: ReadonlySet<string> = new Set(['GNU.sparse.offset', 'GNU.sparse.numbytes']);

/**
 * The records of a pax header:
 *
 *     30 mtime=1795936448.217464802\n
 *     17 path=caf\xe9.txt\n
 *
 * @throws SuperminError `ARCHIVE_DAMAGED`
 */
export function parseRecords(bytes: Buffer): Map<string, Buffer> {
  const records = new Map<string, Buffer>();
  const mapParts: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const blank = bytes.indexOf(' ', at);
    const length = Number(bytes.toString('latin1', at, blank));
    const end = at + length;
    const equals = bytes.indexOf('=', blank);
    const isWhole = blank > at && blank - at < 10 && equals > blank + 1 && equals < end - 1;
    if (!isWhole || end > bytes.length || bytes[end - 1] !== NEWLINE) {
      throw damaged('a pax header is malformed');
    }
    const key = bytes.toString('latin1', blank + 1, equals);
    const value = bytes.subarray(equals + 1, end - 1);
    if (MAP_PARTS.has(key)) mapParts.push(value, COMMA);
    else records.set(key, value);
    at = end;
  }
  if (mapParts.length > 0) records.set(MAP, Buffer.concat(mapParts.slice(0, -1)));
  return records;
}

const NEWLINE = 0x0a;
const COMMA = Buffer.from(',');

/** The value as bytes of a string, as paths are; undefined if there is none, or an empty one, which takes a value back. */
export function textRecord(records: PaxRecords, key: string): string | undefined {
  return records.get(key)?.toString('latin1') || undefined;
}

/** @throws SuperminError `ARCHIVE_DAMAGED` for what is no decimal number */
export function numberRecord(records: PaxRecords, key: string): number | undefined {
  const text = textRecord(records, key);
  if (text === undefined) return undefined;
  if (!/^[+-]?\d+(\.\d*)?$/.test(text)) {
    throw damaged(`a pax header has the wrong ${key} '${text}'`);
  }
  return Number(text);
}

/** @throws SuperminError `ARCHIVE_DAMAGED` for what is no size of a file */
export function sizeRecord(records: PaxRecords, key: string): number | undefined {
  const size = numberRecord(records, key);
  if (size === undefined || (Number.isSafeInteger(size) && size >= 0)) return size;
  throw damaged(`a pax header has the wrong ${key} '${size}'`);
}
