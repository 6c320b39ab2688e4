import { constants } from 'node:os';
import { displayPath, isSuperminError } from '@supermin/core';
import { byteArguments } from './arguments/byte-arguments.ts';
import { commandHelp, generalHelp } from './arguments/help.ts';
import { refuseLegacySwitches } from './arguments/legacy.ts';
import type { Command } from './arguments/options.ts';
import type { Invocation } from './arguments/parse.ts';
import { UsageError } from './arguments/usage-error.ts';
import { readCommandLine } from './plugins/read-command-line.ts';
import { reporter } from './terminal/reporter.ts';
import { version } from './version.ts';

/** `run` keeps its own failures apart from COMMAND's statuses, as env(1) and timeout(1) do. */
const RUN_FAILED = 125;
const USAGE = 2;

/** The whole command; sets `process.exitCode`. */
export async function main(): Promise<void> {
  const abort = abortOnSignals();
  const outputFailure = endWhenOutputFails(abort.end);
  let command: Command | undefined;
  try {
    const invocation = await readCommandLine(byteArguments(process.argv.slice(2)));
    command = invocation.command;
    process.exitCode = await dispatch(invocation, abort.signal);
  } catch (error) {
    process.exitCode = abort.status() ?? failure(error, command);
  } finally {
    abort.stop();
  }
  // Everything is cleared away; a standard output that nobody reads must not hold the process.
  if (abort.status() !== undefined) process.exit(outputFailure() ?? process.exitCode);
}

async function dispatch(invocation: Invocation, signal: AbortSignal): Promise<number> {
  const { command, options } = invocation;
  if (options.has('version')) return print(`supermin ${version()}\n`);
  if (options.has('help')) return print(await helpFor(invocation));
  refuseLegacySwitches(invocation);
  const report = reporter({
    verbosity: options.count('verbose'),
    timings: options.has('timings'),
    messages: command === 'run' ? process.stderr : process.stdout,
  });
  report({ kind: 'message', level: 1, text: `version: ${version()}` });
  // Loaded when it is called for, and not for a word of help.
  const { ACTIONS } = await import('./commands/index.ts');
  return ACTIONS[command!]({ invocation, signal, report });
}

async function helpFor({ command, legacy, options }: Invocation): Promise<string> {
  if (command === undefined || legacy) return generalHelp();
  if (command !== 'build') return commandHelp(command);
  return (await import('./plugins/build-help.ts')).buildHelp(options);
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function failure(error: unknown, command: Command | undefined): number {
  if (error instanceof UsageError) {
    const shown = error.command ?? command;
    const help = shown === undefined ? generalHelp() : commandHelp(shown);
    process.stderr.write(`supermin: ${error.message}\n${help}`);
    return USAGE;
  }
  process.stderr.write(errorText(error));
  const status = isSuperminError(error) ? error.exitStatus : 1;
  return command === 'run' && status === 1 ? RUN_FAILED : status;
}

function errorText(error: unknown): string {
  if (isSuperminError(error)) return userErrorText(error) + stackOfPlugin(error);
  const { message, stack, code, hint } = error as Error & { code?: unknown; hint?: unknown };
  // The system's errors name the path, and plugins give a code to what is meant for the user; anything else is a mistake,
  // and a report needs the stack.
  if (typeof code !== 'string') {
    return `supermin: internal error, please report it: ${stack ?? String(error)}\n`;
  }
  const shown = { message: displayPath(message) };
  return userErrorText(typeof hint === 'string' ? { ...shown, hint: displayPath(hint) } : shown);
}

/** Its authors need to know where. */
function stackOfPlugin({ code, cause }: { code: string; cause?: unknown }): string {
  return code === 'PLUGIN_FAILED' && cause instanceof Error ? `${cause.stack}\n` : '';
}

function userErrorText({ message, hint }: { message: string; hint?: string | undefined }): string {
  return `supermin: ${message}\n${hint === undefined ? '' : `supermin: hint: ${hint}\n`}`;
}

/**
 * One signal often comes twice, as timeout(1), npm and a terminal send it to the process and to its group: what comes within
 * so many milliseconds is the same one.
 */
const SAME_SIGNAL = 500;

interface Abort {
  signal: AbortSignal;
  /** Of the process, once something has ended the work. */
  status(): number | undefined;
  /** Ends the work cleanly. */
  end(status: number): void;
  /** Signals mean what they always mean. */
  stop(): void;
}

/** SIGINT, SIGTERM and SIGHUP end the work cleanly; a second one ends it at once. */
function abortOnSignals(): Abort {
  const controller = new AbortController();
  let status: number | undefined;
  let received: NodeJS.Signals | undefined;
  let first = 0;
  const end = (wanted: number) => {
    status ??= wanted;
    // The work may be over already.
    process.exitCode = status;
    controller.abort(new Error(`ended with status ${status}`));
  };
  const handle = (signal: NodeJS.Signals) => {
    if (received !== undefined) {
      if (performance.now() - first < SAME_SIGNAL) return;
      process.exit(128 + constants.signals[signal]);
    }
    received = signal;
    first = performance.now();
    end(128 + constants.signals[signal]);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, handle);
  return {
    ...{ signal: controller.signal, end },
    status: () => status,
    stop: () => {
      for (const signal of signals) process.off(signal, handle);
    },
  };
}

/**
 * What is to be printed can't be: the work ends cleanly. That a pipe is closed (`supermin plugins | head -1`) is no news.
 *
 * @returns tells the exit status, if that has happened
 */
function endWhenOutputFails(end: (status: number) => void): () => number | undefined {
  let status: number | undefined;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', ({ code }: NodeJS.ErrnoException) => {
      if (status !== undefined) return;
      status = code === 'EPIPE' ? 128 + constants.signals.SIGPIPE : 1;
      if (code !== 'EPIPE' && stream === process.stdout) {
        process.stderr.write(`supermin: can't write to standard output (${code})\n`);
      }
      end(status);
    });
  }
  return () => status;
}
