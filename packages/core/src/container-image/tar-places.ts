import { BLOCK, padding } from '../archive/tar/block-source.ts';
import {
  isHeader,
  isUstar,
  isZero,
  NAME_FIELD,
  sizeOf,
  textAt,
  typeFlag,
} from '../archive/tar/header.ts';
import {
  type PaxRecords,
  parseRecords,
  sizeRecord,
  textRecord,
} from '../archive/tar/pax-records.ts';
import { isSuperminError } from '../errors/supermin-error.ts';
import { imageDamaged, imageUnsupported } from './errors.ts';

/** Reads a piece of the archive, fewer bytes at its end. */
export type TarRead = (offset: number, length: number) => Buffer;

/** Where a member's bytes are, or which other member it stands for. */
export type TarPlace = { offset: number; size: number } | { link: string };

/** An image has some hundred layers, each with a few files beside it. */
const MOST_MEMBERS = 20_000;

/** Of a header that has a long name, or what pax knows of a member. */
const MOST_EXTENDED = 1 << 20;

const LINK_FIELD = { start: 157, end: 257 };
const PREFIX_FIELD = { start: 345, end: 500 };

/**
 * The regular files and links of a tar archive, by name, from its headers alone; a later member of a name wins. Names are brought
 * into one form: `./a//b` is `a/b`. What leads out of the archive is nothing that anybody could ask for.
 *
 * @param size of the archive
 * @throws SuperminError `IMAGE_DAMAGED`, `IMAGE_UNSUPPORTED`
 */
export function tarPlaces(read: TarRead, size: number, image: string): Map<string, TarPlace> {
  try {
    return placesOf(read, size, image);
  } catch (error) {
    const isOfArchive = isSuperminError(error) && error.code === 'ARCHIVE_DAMAGED';
    throw isOfArchive ? imageDamaged(image, error.message) : error;
  }
}

function placesOf(read: TarRead, size: number, image: string): Map<string, TarPlace> {
  const places = new Map<string, TarPlace>();
  let records: PaxRecords = new Map();
  let members = 0;
  for (let at = 0; at + BLOCK <= size; ) {
    const header = read(at, BLOCK);
    if (isZero(header)) break;
    if (!isHeader(header)) throw imageDamaged(image, 'not a tar archive');
    if (++members > MOST_MEMBERS) throw imageDamaged(image, `more than ${MOST_MEMBERS} members`);
    const type = typeFlag(header);
    const bytes = (isExtended(type) ? undefined : sizeRecord(records, 'size')) ?? sizeOf(header);
    const offset = at + BLOCK;
    if (offset + bytes > size) throw imageDamaged(image, 'the archive is truncated');
    if (isExtended(type)) {
      if (bytes > MOST_EXTENDED) throw imageDamaged(image, 'a member has too long a header');
      records = new Map([...records, ...recordsOf(type, read(offset, bytes))]);
    } else {
      put(places, { header, type, records, offset, size: bytes }, image);
      records = new Map();
    }
    at = offset + bytes + padding(bytes);
  }
  return places;
}

interface Member {
  header: Buffer;
  type: string;
  /** What the headers before it say of it. */
  records: PaxRecords;
  offset: number;
  size: number;
}

function put(
  places: Map<string, TarPlace>,
  { header, type, records, offset, size }: Member,
  image: string,
): void {
  const prefix = isUstar(header) ? textAt(header, PREFIX_FIELD) : '';
  const short = textAt(header, NAME_FIELD);
  const name = normal(
    textRecord(records, 'path') ?? (prefix === '' ? short : `${prefix}/${short}`),
  );
  const target = textRecord(records, 'linkpath') ?? textAt(header, LINK_FIELD);
  if (type === '0' || type === '\0' || type === '7') places.set(name, { offset, size });
  else if (type === '1') places.set(name, { link: normal(target) });
  else if (type === '2') places.set(name, { link: normal(relativeTo(name, target)) });
  else if (type === 'S') throw imageUnsupported(image, 'the archive has sparse members');
}

function relativeTo(name: string, target: string): string {
  return target.startsWith('/') ? `/..${target}` : `${name}/../${target}`;
}

/** `..` above the top stays, and is the name of no member. */
function normal(name: string): string {
  const names: string[] = [];
  for (const component of name.split('/')) {
    if (component === '' || component === '.') continue;
    if (component === '..' && names.length > 0 && names.at(-1) !== '..') names.pop();
    else names.push(component);
  }
  return names.join('/');
}

function isExtended(type: string): boolean {
  return 'xgLK'.includes(type);
}

/** Also of GNU's long names. @throws SuperminError `ARCHIVE_DAMAGED` */
function recordsOf(type: string, bytes: Buffer): PaxRecords {
  const text = () => Buffer.from(textAt(bytes), 'latin1');
  if (type === 'L') return new Map([['path', text()]]);
  if (type === 'K') return new Map([['linkpath', text()]]);
  return type === 'x' ? parseRecords(bytes) : new Map();
}
