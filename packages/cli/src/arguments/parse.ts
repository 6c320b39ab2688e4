import { nearestName } from '@supermin/core';
import { checkInvocation } from './check.ts';
import { collect, complain } from './collect.ts';
import { type Command, runsCommand } from './command-names.ts';
import { isInRegistry } from './in-registry.ts';
import type { Invocation } from './invocation.ts';
import type { OptionSpec } from './option-spec.ts';
import { OptionValues } from './option-values.ts';
import { OPTIONS } from './options.ts';
import {
  isCommand,
  isQuestion,
  nearestCommand,
  parseQuestion,
  unknownCommand,
} from './question.ts';
import { parseSupermin5, SWITCHES, supermin5Command } from './supermin5.ts';
import { UsageError } from './usage-error.ts';
import { wordsOf } from './words.ts';

/**
 * Parses both spellings: `supermin build ...` and supermin 5's `supermin --build ...`. Options may stand before
 * and after names; for `run` they end at COMMAND, whose own options are left alone.
 *
 * @param more options of a writer; see `readCommandLine`
 * @throws UsageError
 */
export function parseCommandLine(
  argv: readonly string[],
  more: readonly OptionSpec[] = [],
): Invocation {
  const known = [...OPTIONS, ...more];
  const { legacy, ...first } = overview(argv, known);
  const invocation = legacy ? parseSupermin5(argv, known) : parseNamed(argv, first, known);
  checkInvocation(invocation, known);
  return invocation;
}

/** What can be understood of a command line that has unknown options. */
export function guessInvocation(argv: readonly string[]): Pick<Invocation, 'command' | 'options'> {
  const { values } = collect(wordsOf(argv, [...OPTIONS, ...SWITCHES]), () => {});
  const { legacy, word } = overview(argv, OPTIONS);
  const named = isCommand(word) ? word : undefined;
  return {
    command: legacy ? supermin5Command(values) : named,
    options: new OptionValues(values),
  };
}

/** The first name, where the command's may stand. */
interface First {
  word: string | undefined;
  index: number;
}

/** Looks over all words without complaint. */
function overview(
  argv: readonly string[],
  known: readonly OptionSpec[],
): First & { legacy: boolean } {
  const words = [...wordsOf(argv, [...known, ...SWITCHES])];
  const legacy = words.some((word) => word.kind === 'option' && SWITCHES.includes(word.spec));
  const name = words.find((word) => word.kind === 'name');
  const index = name?.index ?? argv.length;
  // Behind `--` no word is a command.
  const word = argv.slice(0, index).includes('--') ? undefined : name?.text;
  return { legacy, word, index };
}

function parseNamed(
  argv: readonly string[],
  { word, index }: First,
  known: readonly OptionSpec[],
): Invocation {
  const before = argv.slice(0, index);
  const after = argv.slice(index + 1);
  if (isCommand(word)) return parseCommand(word, before, after, known);
  if (isQuestion(word)) return parseQuestion(word, [...before, ...after]);
  if (word !== undefined && (index === 0 || nearestCommand(word) !== undefined)) {
    throw unknownCommand(word);
  }
  // No command in either spelling.
  refuseMisspelledSwitch(argv, known);
  return { ...parseSupermin5(argv, known), legacy: false };
}

/** supermin 5's usage, which its spelling gets, is no answer to `--bulid`. */
function refuseMisspelledSwitch(argv: readonly string[], known: readonly OptionSpec[]): void {
  const modes = ['prepare', 'build', 'list-drivers'];
  for (const word of wordsOf(argv, [...known, ...SWITCHES])) {
    if (word.kind !== 'unknown' || !word.spelled.startsWith('--')) continue;
    const near = nearestName(word.spelled.slice(2), modes);
    if (near === undefined) continue;
    const hint = `did you mean '--${near}'?`;
    throw new UsageError(`unknown option '${word.spelled}'`, { hint });
  }
}

function parseCommand(
  command: Command,
  before: readonly string[],
  after: readonly string[],
  known: readonly OptionSpec[],
): Invocation {
  const specs = known.filter(({ commands }) => commands.includes(command));
  // COMMAND of a run and what follows it are the VM's; of exec, what follows NAME.
  const end = runsCommand(command) ? firstName(after, specs) : after.length;
  const words = [...wordsOf(before, specs), ...wordsOf(after.slice(0, end), specs)];
  const { names, values } = collect(words, complain({ command, specs }));
  const rest = after.slice(end);
  const hasName = command === 'exec' || (command === 'run' && isInRegistry(rest[0]));
  return {
    command,
    legacy: false,
    names: [...names, ...(hasName ? commandOf(command, rest) : rest)],
    options: new OptionValues(values),
  };
}

/** `NAME [--] COMMAND...` without the dashes; for `run`, `oci://REF [--] COMMAND...`. */
function commandOf(command: Command, [name, ...argv]: readonly string[]): string[] {
  const [first] = argv;
  if (first === '--') return [name!, ...argv.slice(1)];
  if (first?.startsWith('-')) {
    const what = command === 'exec' ? 'NAME' : name;
    throw new UsageError(`unexpected option '${first}' behind ${what}`, {
      command,
      hint: `options come first: supermin ${command} ${first} ${name}`,
    });
  }
  return name === undefined ? [] : [name, ...argv];
}

function firstName(argv: readonly string[], specs: readonly OptionSpec[]): number {
  for (const word of wordsOf(argv, specs)) if (word.kind === 'name') return word.index;
  return argv.length;
}
