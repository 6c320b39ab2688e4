import type { SuperminError } from '@supermin/core';
import type { TextFile } from './text-file.ts';

const NEWLINE = 10;
const TAB = 9;
const SPACE = 32;
const CARRIAGE_RETURN = 13;

/** The fields that matter here; all others are passed over. */
export const FIELDS = [
  'package',
  'status',
  'source',
  'priority',
  'essential',
  'architecture',
  'multi-arch',
  'version',
  'provides',
  'depends',
  'pre-depends',
  'recommends',
  'conffiles',
  'description',
] as const;

export type Field = (typeof FIELDS)[number];

/** Their places in `FIELDS`. */
export const FIELD_NUMBERS: ReadonlyMap<string, number> = new Map(
  FIELDS.map((name, number) => [name, number]),
);

/** Most fields are told from those by first letter and length alone, without a string being made. */
const SHAPES: ReadonlySet<number> = new Set(
  FIELDS.map((name) => shape(name.charCodeAt(0), name.length)),
);

function shape(firstCharacter: number, length: number): number {
  return ((firstCharacter | 0x20) << 8) | length;
}

/** In ASCII: the text is one byte a character. */
function isSpace(character: number): boolean {
  return character === SPACE || (character >= TAB && character <= CARRIAGE_RETURN);
}

/**
 * One paragraph of a control file (deb822(5)).
 *
 *     Package: dash
 *     Status: install ok installed
 *     ...
 */
export interface Stanza {
  /** Where it begins in the file. */
  readonly offset: number;
  /** The value as written, without the white space around it; `''` when the field is not there. */
  value(field: Field): string;
  /** What to say of it: names file and line. */
  damaged(problem: string): SuperminError;
}

/**
 * It holds places in the text; strings are made of the few values that are asked for. That halves the time for a status
 * file of some thousand packages.
 */
class TextStanza implements Stanza {
  constructor(
    private readonly file: TextFile,
    readonly offset: number,
    /** Start and end of each field's value, by the field's number; 0 and 0 for one that is not there. */
    private readonly places: readonly number[],
  ) {}

  value(field: Field): string {
    const number = FIELD_NUMBERS.get(field)! * 2;
    const { text } = this.file;
    let start = this.places[number]!;
    let end = this.places[number + 1]!;
    // Not `slice().trim()`: that is two strings for each value.
    while (start < end && isSpace(text.charCodeAt(start))) start++;
    while (start < end && isSpace(text.charCodeAt(end - 1))) end--;
    return text.slice(start, end);
  }

  damaged(problem: string): SuperminError {
    return this.file.damagedAt(this.offset, problem);
  }
}

/**
 * All stanzas of a status file, or of one in `updates/`. Every line must be a field, a continuation or blank; the last
 * stanza needs no blank line behind it.
 */
export function parseStanzas(file: TextFile): Stanza[] {
  const stanzas: Stanza[] = [];
  const { text } = file;
  let position = 0;
  while (position < text.length) {
    if (text.charCodeAt(position) === NEWLINE) {
      position++;
      continue;
    }
    const places: number[] = new Array(FIELDS.length * 2).fill(0);
    const end = readStanza(file, position, places);
    stanzas.push(new TextStanza(file, position, places));
    position = end;
  }
  return stanzas;
}

/**
 * The same of a status file, which must not end within a stanza: what is missing behind it cannot be told.
 *
 * dpkg closes each stanza with a blank line. Where that is missing, the stanza must have got as far as its `Description`,
 * which dpkg writes after all that is read here; or be one that dpkg has not written, in which there is no `Maintainer`
 * either, and yet all that dpkg must have.
 */
export function parseStatus(file: TextFile): Stanza[] {
  const stanzas = parseStanzas(file);
  const last = stanzas.at(-1);
  if (last !== undefined && !file.text.endsWith('\n\n') && !isWhole(last, file)) {
    throw file.damagedAt(file.text.length, 'the file is cut off: its last paragraph has no end');
  }
  return stanzas;
}

function isWhole(last: Stanza, file: TextFile): boolean {
  if (last.value('description') !== '') return true;
  const isForeign = !/^maintainer:/im.test(file.text.slice(last.offset));
  return isForeign && last.value('version') !== '' && last.value('architecture') !== '';
}

/** Fills in the places and returns where the stanza ends. */
function readStanza(file: TextFile, offset: number, places: number[]): number {
  const { text } = file;
  let position = offset;
  let field: number | undefined;
  while (position < text.length) {
    const first = text.charCodeAt(position);
    if (first === NEWLINE) break;
    const end = text.indexOf('\n', position) + 1;
    if (first !== SPACE && first !== TAB) {
      const colon = text.indexOf(':', position);
      if (colon <= position || colon >= end) {
        throw file.damagedAt(position, 'a line without a field name');
      }
      field = fieldNumber(text, position, nameEnd(text, colon));
      if (field !== undefined) {
        if (places[field * 2] !== 0) {
          throw file.damagedAt(position, `a second field ${FIELDS[field]}`);
        }
        places[field * 2] = colon + 1;
      }
    } else if (position === offset) {
      throw file.damagedAt(position, 'a paragraph begins with a continuation line');
    }
    if (field !== undefined) places[field * 2 + 1] = end;
    position = end;
  }
  return position;
}

/** Before the colon there may be blanks. */
function nameEnd(text: string, colon: number): number {
  let end = colon;
  while (isSpace(text.charCodeAt(end - 1))) end--;
  return end;
}

function fieldNumber(text: string, start: number, colon: number): number | undefined {
  if (!SHAPES.has(shape(text.charCodeAt(start), colon - start))) return undefined;
  return FIELD_NUMBERS.get(text.slice(start, colon).toLowerCase());
}
