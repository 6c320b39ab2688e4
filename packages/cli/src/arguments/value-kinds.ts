/** Values that stand for a number. */
type NumberKind = 'memory' | 'duration' | 'count';

/** What the value of an option has to be, where it is not any text that is not empty. */
export type ValueKind =
  | NumberKind
  /** One of the words that the help shows. */
  | 'choice'
  | 'text or nothing';

interface Kind {
  /** For messages. */
  form: string;
  read: (text: string) => number | undefined;
}

const MEBIBYTE = 2 ** 20;
const BYTES: Readonly<Record<string, number>> = { k: 2 ** 10, m: MEBIBYTE, g: 2 ** 30, t: 2 ** 40 };
const SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 24 * 3600 };

/** In which no kernel of a distribution starts. */
const LEAST_MEMORY = 64;
const MOST_MEMORY = 2 ** 24;

/** As far as a timer of Node goes: 2^31 ms. */
const LONGEST = 24 * 24 * 3600;

/** Above what any machine of QEMU has. */
const HIGHEST_COUNT = 1024;

const KINDS: Readonly<Record<NumberKind, Kind>> = {
  memory: { form: 'MiB, or a size such as 512M or 4G, from 64M to 16T', read: mebibytes },
  duration: { form: 'seconds, or a time such as 1.5m, 2h or 1d, up to 24d', read: seconds },
  count: { form: `a whole number from 1 to ${HIGHEST_COUNT}`, read: count },
};

export function isNumberKind(kind: ValueKind | undefined): kind is NumberKind {
  return kind !== undefined && kind in KINDS;
}

/** What a value of this kind looks like, as a noun phrase. */
export function formOf(kind: NumberKind): string {
  return KINDS[kind].form;
}

/** @returns MiB, seconds or a count; undefined if the text is none */
export function readNumber(kind: NumberKind, text: string): number | undefined {
  return KINDS[kind].read(text);
}

/** Units as QEMU's `-m` and docker's `--memory` have them: powers of 1024, in either case; `GiB` is as good as `G`. */
function mebibytes(text: string): number | undefined {
  const [, number, unit = 'm'] = /^(\d+(?:\.\d+)?)(?:([kmgt])(?:i?b)?)?$/i.exec(text) ?? [];
  if (number === undefined) return undefined;
  const value = Math.floor((Number(number) * BYTES[unit.toLowerCase()]!) / MEBIBYTE);
  return within(value, LEAST_MEMORY, MOST_MEMORY);
}

/** As timeout(1) and sleep(1) read them. */
function seconds(text: string): number | undefined {
  const [, number, unit = 's'] = /^(\d+\.?\d*|\.\d+)([smhd])?$/.exec(text) ?? [];
  return number === undefined ? undefined : within(Number(number) * SECONDS[unit]!, 0, LONGEST);
}

function count(text: string): number | undefined {
  return /^\d+$/.test(text) ? within(Number(text), 1, HIGHEST_COUNT) : undefined;
}

function within(value: number, least: number, most: number): number | undefined {
  return value >= least && value <= most ? value : undefined;
}
