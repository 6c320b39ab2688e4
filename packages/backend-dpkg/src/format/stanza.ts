import type { TextFile } from './text-file.ts';

const NEWLINE = 10;
const TAB = 9;
const SPACE = 32;

/**
 * One paragraph of a control file (deb822(5)): the few fields that matter here, as written, `''` when absent.
 *
 *     Package: dash
 *     Status: install ok installed
 *     ...
 */
export class Stanza {
  package = '';
  status = '';
  priority = '';
  essential = '';
  architecture = '';
  multiArch = '';
  version = '';
  provides = '';
  depends = '';
  preDepends = '';
  recommends = '';
  conffiles = '';
  description = '';

  constructor(
    readonly file: TextFile,
    /** Where it begins in the text. */
    readonly offset: number,
  ) {}
}

type Field = Exclude<keyof Stanza, 'file' | 'offset'>;

const FIELDS: ReadonlyMap<string, Field> = new Map([
  ['package', 'package'],
  ['status', 'status'],
  ['priority', 'priority'],
  ['essential', 'essential'],
  ['architecture', 'architecture'],
  ['multi-arch', 'multiArch'],
  ['version', 'version'],
  ['provides', 'provides'],
  ['depends', 'depends'],
  ['pre-depends', 'preDepends'],
  ['recommends', 'recommends'],
  ['conffiles', 'conffiles'],
  ['description', 'description'],
]);

/** Most fields are told from the wanted ones by first letter and length alone, without a string being made. */
const SHAPES: ReadonlySet<number> = new Set(
  [...FIELDS.keys()].map((name) => shape(name.charCodeAt(0), name.length)),
);

function shape(firstCharacter: number, length: number): number {
  return ((firstCharacter | 0x20) << 8) | length;
}

/**
 * All stanzas of a status file. Every line must be a field, a continuation or blank, and dpkg closes each stanza with a
 * blank line; where that is missing at the end, the stanza must at least have got as far as its `Description`, which
 * dpkg writes after all that is read here.
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
    const stanza = new Stanza(file, position);
    position = readStanza(stanza);
    stanzas.push(stanza);
  }
  const last = stanzas.at(-1);
  if (last !== undefined && last.description === '' && !text.endsWith('\n\n')) {
    throw file.damagedAt(text.length, 'the file is cut off: its last paragraph has no end');
  }
  return stanzas;
}

/** Fills the stanza and returns where it ends. */
function readStanza(stanza: Stanza): number {
  const { text } = stanza.file;
  let position = stanza.offset;
  let field: Field | undefined;
  let valueStart = position;
  while (position < text.length) {
    const first = text.charCodeAt(position);
    if (first === NEWLINE) break;
    const end = text.indexOf('\n', position);
    if (first !== SPACE && first !== TAB) {
      if (field !== undefined) store(stanza, field, valueStart, position);
      const colon = text.indexOf(':', position);
      if (colon <= position || colon > end) {
        throw stanza.file.damagedAt(position, 'a line without a field name');
      }
      field = fieldAt(text, position, colon);
      valueStart = colon + 1;
    } else if (position === stanza.offset) {
      throw stanza.file.damagedAt(position, 'a paragraph begins with a continuation line');
    }
    position = end + 1;
  }
  if (field !== undefined) store(stanza, field, valueStart, position);
  return position;
}

function fieldAt(text: string, start: number, colon: number): Field | undefined {
  if (!SHAPES.has(shape(text.charCodeAt(start), colon - start))) return undefined;
  return FIELDS.get(text.slice(start, colon).toLowerCase());
}

function store(stanza: Stanza, field: Field, start: number, end: number): void {
  if (stanza[field] !== '') throw stanza.file.damagedAt(start, `a second field ${field}`);
  stanza[field] = stanza.file.text.slice(start, end).trim();
}
