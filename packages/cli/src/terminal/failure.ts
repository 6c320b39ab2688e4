import { displayPath, isSuperminError, type SuperminError, thrownText } from '@supermin/core';
import { type Command, runsCommand } from '../arguments/command-names.ts';
import { generalHelp } from '../arguments/help.ts';
import { isUsageError, type UsageError } from '../arguments/usage-error.ts';
import { pnpmGlobalHint } from '../plugins/pnpm-global.ts';
import { described, failureFacts } from './failure-facts.ts';
import { printable } from './printable.ts';

/** `run` and `exec` keep their own failures apart from COMMAND's statuses, as env(1) and timeout(1) do. */
const RUN_FAILED = 125;
const USAGE = 2;

/** Statuses that speak for themselves: a time limit was reached, COMMAND cannot be executed, or is not there. */
const SPEAKING: readonly number[] = [124, 126, 127];

/** @param command the one that failed, as far as it is known */
export function exitStatusOf(error: unknown, command: Command | undefined): number {
  if (isUsageError(error)) return runsCommand(error.command ?? command) ? RUN_FAILED : USAGE;
  const status = isSuperminError(error) ? error.exitStatus : 1;
  // That of a program which failed, such as dpkg-deb's 2, would look like COMMAND's.
  return runsCommand(command) && !SPEAKING.includes(status) ? RUN_FAILED : status;
}

/** Which errors name the command that explains them: those without a hint, or all. */
export type Explained = 'none' | 'without hint' | 'all';

/** What is printed on standard error. */
export function textOf(thrown: unknown, explained: Explained = 'none'): string {
  if (isUsageError(thrown)) return usageText(thrown);
  const error = described(thrown);
  if (isSuperminError(error)) {
    const more = pnpmGlobalHint(error.code, process.argv[1] ?? '');
    return userErrorText(error) + hintText(more) + seeText(error, explained) + stackOfPlugin(error);
  }
  const { stack, code } = Object(error) as { stack?: unknown; code?: unknown };
  // Plugins give a code to what is meant for the user; anything else is a mistake, and a report needs the stack.
  if (typeof code !== 'string') {
    return `supermin: internal error, please report it: ${stack ?? thrownText(error)}\n`;
  }
  return userErrorText(failureFacts(error));
}

/** The fact, what may have been meant, and where the help is. */
function usageText({ message, hint, command, legacy }: UsageError): string {
  const shown = displayPath(message);
  // supermin 5 prints all of its usage, and so ends the line that is above it.
  if (legacy) return `supermin: ${shown}.\n${generalHelp()}`;
  const help = command === undefined ? 'supermin --help' : `supermin ${command} --help`;
  const guess = hint === undefined ? undefined : displayPath(hint);
  return `supermin: ${shown}\n${hintText(guess)}supermin: see '${help}'\n`;
}

function seeText({ code, hint, exitStatus }: SuperminError, explained: Explained): string {
  const isWanted = hint === undefined && !SPEAKING.includes(exitStatus);
  if (explained === 'none' || (explained === 'without hint' && !isWanted)) return '';
  return `supermin: see 'supermin explain ${printable(code)}'\n`;
}

/** Its authors need to know where. */
function stackOfPlugin({ code, cause }: { code: string; cause?: unknown }): string {
  return code === 'PLUGIN_FAILED' && cause instanceof Error ? `${cause.stack}\n` : '';
}

function userErrorText({ message, hint }: { message: string; hint?: string | undefined }): string {
  return `supermin: ${printable(message)}\n${hintText(hint)}`;
}

function hintText(hint: string | undefined): string {
  return hint === undefined ? '' : `supermin: hint: ${printable(hint)}\n`;
}
