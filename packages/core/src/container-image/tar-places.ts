import { imageDamaged, imageUnsupported } from './errors.ts';

/** Reads a piece of the archive, fewer bytes at its end. */
export type TarRead = (offset: number, length: number) => Buffer;

/** Where a member's bytes are, or which other member it stands for. */
export type TarPlace = { offset: number; size: number } | { link: string };

const BLOCK = 512;

/** An image has some hundred layers, each with a few files beside it. */
const MOST_MEMBERS = 20_000;

/** Of a header that has a long name, or what pax knows of a member. */
const MOST_EXTENDED = 1 << 20;

/** What the headers before a member say of it. */
interface Extended {
  path?: string;
  linkpath?: string;
  size?: number;
}

/**
 * The regular files and links of a tar archive, by name, from its headers alone; a later member of a name wins. Names are brought
 * into one form: `./a//b` is `a/b`. What leads out of the archive is nothing that anybody could ask for.
 *
 * @param size of the archive
 * @throws SuperminError `IMAGE_DAMAGED`, `IMAGE_UNSUPPORTED`
 */
export function tarPlaces(read: TarRead, size: number, image: string): Map<string, TarPlace> {
  const places = new Map<string, TarPlace>();
  let extended: Extended = {};
  let members = 0;
  for (let at = 0; at + BLOCK <= size; ) {
    const header = read(at, BLOCK);
    if (header.every((byte) => byte === 0)) break;
    if (!hasChecksum(header)) throw imageDamaged(image, 'not a tar archive');
    if (++members > MOST_MEMBERS) throw imageDamaged(image, `more than ${MOST_MEMBERS} members`);
    const type = String.fromCharCode(header[156]!);
    const bytes = (isExtended(type) ? undefined : extended.size) ?? numberAt(header, 124, 12);
    const offset = at + BLOCK;
    if (!(bytes >= 0 && offset + bytes <= size)) {
      throw imageDamaged(image, 'the archive is truncated, or a member has an impossible size');
    }
    if (isExtended(type)) {
      if (bytes > MOST_EXTENDED) throw imageDamaged(image, 'a member has too long a header');
      extended = { ...extended, ...extendedOf(type, read(offset, bytes)) };
    } else {
      put(places, { header, type, extended, offset, size: bytes }, image);
      extended = {};
    }
    at = offset + Math.ceil(bytes / BLOCK) * BLOCK;
  }
  return places;
}

interface Member {
  header: Buffer;
  type: string;
  extended: Extended;
  offset: number;
  size: number;
}

function put(
  places: Map<string, TarPlace>,
  { header, type, extended, offset, size }: Member,
  image: string,
): void {
  const prefix = header.toString('latin1', 257, 262) === 'ustar' ? textAt(header, 345, 155) : '';
  const short = textAt(header, 0, 100);
  const name = normal(extended.path ?? (prefix === '' ? short : `${prefix}/${short}`));
  const target = extended.linkpath ?? textAt(header, 157, 100);
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

function extendedOf(type: string, bytes: Buffer): Extended {
  const text = bytes.toString('latin1');
  if (type === 'L') return { path: text.replace(/\0.*$/s, '') };
  if (type === 'K') return { linkpath: text.replace(/\0.*$/s, '') };
  return type === 'x' ? paxOf(text) : {};
}

/** `LENGTH KEY=VALUE\n`, where LENGTH counts all of it. */
function paxOf(text: string): Extended {
  const found: Extended = {};
  for (let at = 0; at < text.length; ) {
    const [start = '', digits] = /^(\d{1,7}) /.exec(text.slice(at, at + 8)) ?? [];
    const length = Number(digits);
    if (!(length > start.length)) return found;
    const record = text.slice(at + start.length, at + length - 1);
    const equals = record.indexOf('=');
    const [key, value] = [record.slice(0, equals), record.slice(equals + 1)];
    if (key === 'path') found.path = value;
    else if (key === 'linkpath') found.linkpath = value;
    else if (key === 'size') found.size = /^\d{1,15}$/.test(value) ? Number(value) : -1;
    at += length;
  }
  return found;
}

function textAt(header: Buffer, start: number, length: number): string {
  return header.toString('latin1', start, start + length).replace(/\0.*$/s, '');
}

/** Octal digits; or, where the first bit is set, GNU's binary number, of which more than 52 bits make no size. */
function numberAt(header: Buffer, start: number, length: number): number {
  if ((header[start]! & 0x80) !== 0) {
    const high = header.subarray(start + 1, start + length - 6);
    if (header[start] !== 0x80 || high.some((byte) => byte !== 0)) return -1;
    return header.readUIntBE(start + length - 6, 6);
  }
  const text = textAt(header, start, length).trim();
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : text === '' ? 0 : -1;
}

function hasChecksum(header: Buffer): boolean {
  let sum = 8 * 0x20;
  for (let at = 0; at < BLOCK; at++) if (at < 148 || at >= 156) sum += header[at]!;
  return sum === numberAt(header, 148, 8);
}
