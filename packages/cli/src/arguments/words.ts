import type { OptionSpec } from './option-spec.ts';

/** One word of a command line, or one of several letters behind one dash. */
export type Word =
  | { kind: 'name'; index: number; text: string }
  | { kind: 'option'; index: number; spelled: string; spec: OptionSpec; value: string | undefined }
  | Problem;

/** What is wrong with an option. */
export interface Problem {
  kind: 'unknown' | 'value missing' | 'value given';
  index: number;
  /** As it was typed: `-x`, `--size`. */
  spelled: string;
  /** What was probably meant, or what stands where the value should be. */
  seen?: string | undefined;
}

/** An option of a word, before its value is looked for. */
interface Part {
  spelled: string;
  spec: OptionSpec | undefined;
  /** The value that the word itself holds. */
  inline: string | undefined;
  /** A long name that was typed with one dash. */
  meant?: string;
}

/**
 * The words of a command line, in order. `--name value`, `--name=value`, `-n value`, `-nvalue`, `-n=value` and switches
 * in one word (`-vt`) are understood; `--` ends the options.
 *
 * @param dashedValues whether a value may begin with a dash, as in supermin 5; else that is taken for a forgotten value
 */
export function* wordsOf(
  argv: readonly string[],
  specs: readonly OptionSpec[],
  dashedValues = false,
): Generator<Word> {
  let ended = false;
  for (let index = 0; index < argv.length; index++) {
    const text = argv[index]!;
    if (ended || !isOption(text)) yield { kind: 'name', index, text };
    else if (text === '--') ended = true;
    else {
      for (const part of partsOf(text, specs)) {
        const next = part.inline === undefined ? argv[index + 1] : undefined;
        const word = optionWord(part, index, next, dashedValues);
        if (word.kind === 'option' && word.value !== undefined && word.value === next) index++;
        yield word;
      }
    }
  }
}

/** `-` alone is a name. */
function isOption(text: string): boolean {
  return text.length > 1 && text.startsWith('-');
}

function* partsOf(text: string, specs: readonly OptionSpec[]): Generator<Part> {
  // OCaml's spelling, which supermin 5 understands.
  const [, name, inline] = /^--([^=]+)(?:=(.*))?$/s.exec(text === '-help' ? '--help' : text) ?? [];
  if (name !== undefined) {
    yield { spelled: `--${name}`, spec: named(specs, name), inline };
    return;
  }
  const meant = /^-([^=]{2,})/s.exec(text)?.[1] ?? '';
  if (named(specs, meant) !== undefined) {
    yield { spelled: `-${meant}`, spec: undefined, inline: undefined, meant: `--${meant}` };
    return;
  }
  yield* letters(text, specs);
}

/** Switches, and at the end an option with its value or without it. */
function* letters(text: string, specs: readonly OptionSpec[]): Generator<Part> {
  for (let at = 1; at < text.length; at++) {
    const spelled = `-${text[at]}`;
    const spec = specs.find(({ short }) => short === text[at]);
    const rest = text.slice(at + 1);
    if (spec === undefined || spec.value !== undefined || rest.startsWith('=')) {
      yield { spelled, spec, inline: rest === '' ? undefined : rest.replace(/^=/, '') };
      return;
    }
    yield { spelled, spec, inline: undefined };
  }
}

function named(specs: readonly OptionSpec[], name: string): OptionSpec | undefined {
  return specs.find((spec) => spec.name === name);
}

/** @param next the following word, if the value is to be looked for there */
function optionWord(
  { spelled, spec, inline, meant }: Part,
  index: number,
  next: string | undefined,
  dashedValues: boolean,
): Word {
  if (spec === undefined) return { kind: 'unknown', index, spelled, seen: meant };
  if (spec.value === undefined) {
    if (inline !== undefined) return { kind: 'value given', index, spelled };
    return { kind: 'option', index, spelled, spec, value: undefined };
  }
  const value = inline ?? next;
  if (value === undefined || (inline === undefined && !dashedValues && isOption(value))) {
    return { kind: 'value missing', index, spelled, seen: value };
  }
  return { kind: 'option', index, spelled, spec, value };
}
