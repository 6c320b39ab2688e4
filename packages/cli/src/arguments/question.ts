import { nearestName } from '@supermin/core';
import { collect, complain } from './collect.ts';
import { COMMANDS, type Command } from './command-names.ts';
import type { Invocation } from './invocation.ts';
import { OptionValues } from './option-values.ts';
import { OPTIONS } from './options.ts';
import { commandHint } from './other-words.ts';
import { UsageError } from './usage-error.ts';
import { wordsOf } from './words.ts';

/** Commands that are another word for an option. */
const QUESTIONS = ['help', 'version'] as const;

type Question = (typeof QUESTIONS)[number];

export function isCommand(word: string | undefined): word is Command {
  return COMMANDS.some((name) => name === word);
}

export function isQuestion(word: string | undefined): word is Question {
  return QUESTIONS.some((name) => name === word);
}

/**
 * `supermin help [COMMAND]` and `supermin version`, which `--help` and `--version` answer.
 *
 * @param argv all words but the question
 * @throws UsageError
 */
export function parseQuestion(question: Question, argv: readonly string[]): Invocation {
  const { names, values } = collect(wordsOf(argv, OPTIONS), complain({ specs: OPTIONS }));
  const [word, ...more] = question === 'help' ? names : [undefined, ...names];
  if (more.length > 0) throw new UsageError(`unexpected argument '${more[0]}'`);
  if (word !== undefined && !isCommand(word) && !isQuestion(word)) throw unknownCommand(word);
  return {
    command: isCommand(word) ? word : undefined,
    legacy: false,
    names: [],
    options: new OptionValues(values.set(question, [true])),
  };
}

/** The command that was probably meant. */
export function nearestCommand(word: string): string | undefined {
  return nearestName(word, [...COMMANDS, ...QUESTIONS]);
}

export function unknownCommand(word: string): UsageError {
  const near = nearestCommand(word);
  const otherwise =
    near === undefined ? `commands: ${COMMANDS.join(', ')}` : `did you mean '${near}'?`;
  const hint = commandHint(word) ?? otherwise;
  return new UsageError(`unknown command '${word}'`, { hint });
}
