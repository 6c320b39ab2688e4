import { nearestName } from '@supermin/core';
import type { Command } from './command-names.ts';
import type { OptionSpec } from './option-spec.ts';
import { OPTIONS } from './options.ts';
import { needlessHint, optionInstead } from './other-words.ts';
import { UsageError } from './usage-error.ts';
import type { Problem, Word } from './words.ts';

/** The words of a command line, sorted. */
export interface Collected {
  names: string[];
  /** By long name; `true` for each time that a switch was given. */
  values: Map<string, (string | true)[]>;
}

/** @param fail is called with what is wrong, and may throw */
export function collect(words: Iterable<Word>, fail: (problem: Problem) => void): Collected {
  const names: string[] = [];
  const values: Collected['values'] = new Map();
  for (const word of words) {
    if (word.kind === 'name') names.push(word.text);
    else if (word.kind === 'option') {
      const { name } = word.spec;
      values.set(name, [...(values.get(name) ?? []), word.value ?? true]);
    } else fail(word);
  }
  return { names, values };
}

/** For whom an option was meant. */
export interface Meant {
  command?: Command;
  /** supermin 5's spelling. */
  legacy?: boolean;
  specs: readonly OptionSpec[];
}

/** For `collect`: everything that is wrong is an error. */
export function complain({ specs, ...meant }: Meant): (problem: Problem) => never {
  return (problem) => {
    const { kind, spelled, seen } = problem;
    if (kind === 'value given')
      throw new UsageError(`option '${spelled}' takes no argument`, meant);
    if (kind === 'value missing') {
      const hint = seen === undefined || seen === '--' ? undefined : dashedValueHint(spelled, seen);
      throw new UsageError(`option '${spelled}' needs an argument`, { ...meant, hint });
    }
    throw unknownOption(problem, { ...meant, specs });
  };
}

function dashedValueHint(spelled: string, value: string): string {
  return `if it is meant to be '${value}', write ${spelled}=${value}`;
}

function unknownOption({ spelled, seen }: Problem, { specs, ...meant }: Meant): UsageError {
  const owners = OPTIONS.filter(({ name }) => spelled === `--${name}`).flatMap((o) => o.commands);
  const other = optionInstead(spelled);
  const known = specs.some(({ name }) => `--${name}` === other) ? other : undefined;
  const needless = needlessHint(spelled);
  const near =
    seen ?? known ?? (needless === undefined ? nearestOption(spelled, specs) : undefined);
  const text =
    owners.length > 0 && meant.command !== undefined
      ? `option '${spelled}' belongs to ${list(owners)}, not to '${meant.command}'`
      : `unknown option '${spelled}'`;
  const hint = near === undefined ? needless : `did you mean '${near}'?`;
  return new UsageError(text, { ...meant, hint, unknownOption: spelled });
}

function list(commands: readonly Command[]): string {
  return commands.map((name) => `'${name}'`).join(' and ');
}

/** A name that begins so, else one that is nearly spelled so. */
function nearestOption(spelled: string, specs: readonly OptionSpec[]): string | undefined {
  if (!spelled.startsWith('--')) return undefined;
  const typed = spelled.slice(2);
  const names = specs.map(({ name }) => name);
  const begun = typed.length > 1 ? names.find((name) => name.startsWith(typed)) : undefined;
  const near = begun ?? nearestName(typed, names);
  return near === undefined || near === typed ? undefined : `--${near}`;
}
