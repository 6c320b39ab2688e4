import { displayPath, isSuperminError } from '@supermin/core';
import { startSpareThread } from '@supermin/core/copy';
import { byteArguments } from './arguments/byte-arguments.ts';
import { commandHelp, generalHelp } from './arguments/help.ts';
import { refuseLegacySwitches } from './arguments/legacy.ts';
import type { Command } from './arguments/options.ts';
import type { Invocation } from './arguments/parse.ts';
import { isUsageError } from './arguments/usage-error.ts';
import { loadCommand, rememberCode } from './start/load-command.ts';
import { looksLikeBuild } from './start/looks-like-build.ts';
import { readCommandLine } from './start/read-command-line.ts';
import { reporter } from './terminal/reporter.ts';
import { watchOutput } from './terminal/watch-output.ts';
import { version } from './version.ts';

/** `run` keeps its own failures apart from COMMAND's statuses, as env(1) and timeout(1) do. */
const RUN_FAILED = 125;
const USAGE = 2;

/** Numbers that Linux gives to signals on every machine; `node:os` has them all, and would have to be loaded. */
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;
const SIGPIPE = 13;
type Signal = keyof typeof SIGNALS;

type SpareThread = ReturnType<typeof startSpareThread>;

/** The whole command; sets `process.exitCode`. */
export async function main(): Promise<void> {
  const argv = process.argv.slice(2);
  // Before all that takes time: it should be up when there is something to copy.
  const spareThread = looksLikeBuild(argv) ? startSpareThread() : undefined;
  const abort = abortOnSignals();
  const output = endWhenOutputFails(abort.end);
  let command: Command | undefined;
  try {
    const invocation = readCommandLine(byteArguments(argv));
    command = invocation.command;
    process.exitCode = await dispatch(invocation, abort.signal, spareThread);
  } catch (error) {
    process.exitCode = abort.status() ?? failure(error, command);
  } finally {
    abort.stop();
  }
  // Everything is cleared away; a standard output that nobody reads must not hold the process. Nor need node take its heap apart
  // piece by piece, or wait for the rest of a timer: all that goes with the process.
  if (abort.status() !== undefined || output.isTaken()) {
    process.exit(output.failure() ?? process.exitCode);
  }
}

async function dispatch(
  invocation: Invocation,
  signal: AbortSignal,
  spareThread: SpareThread,
): Promise<number> {
  const { command, options } = invocation;
  if (options.has('version')) return print(`supermin ${version()}\n`);
  if (options.has('help')) return print(helpFor(invocation));
  refuseLegacySwitches(invocation);
  const report = reporter({
    verbosity: options.count('verbose'),
    timings: options.has('timings'),
    // Named late: opening a stream takes as long as a small command.
    messages: {
      write: (text) => (command === 'run' ? process.stderr : process.stdout).write(text),
    },
  });
  report({ kind: 'message', level: 1, text: `version: ${version()}` });
  let typical = true;
  const untypical = () => {
    typical = false;
  };
  const status = await loadCommand(invocation).ACTIONS[command!]({
    invocation,
    signal,
    report,
    untypical,
    spareThread,
  });
  if (status === 0 && typical && !signal.aborted) rememberCode();
  return status;
}

function helpFor(invocation: Invocation): string {
  const { command, legacy, options } = invocation;
  if (command === undefined || legacy) return generalHelp();
  if (command !== 'build') return commandHelp(command);
  return loadCommand(invocation).buildHelp(options);
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function failure(error: unknown, command: Command | undefined): number {
  if (isUsageError(error)) {
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
  let received: Signal | undefined;
  let first = 0;
  const end = (wanted: number) => {
    status ??= wanted;
    // The work may be over already.
    process.exitCode = status;
    controller.abort(new Error(`ended with status ${status}`));
  };
  const handle = (signal: Signal) => {
    if (received !== undefined) {
      if (performance.now() - first < SAME_SIGNAL) return;
      process.exit(128 + SIGNALS[signal]);
    }
    received = signal;
    first = performance.now();
    end(128 + SIGNALS[signal]);
  };
  const signals = Object.keys(SIGNALS) as Signal[];
  for (const signal of signals) process.on(signal, handle);
  return {
    ...{ signal: controller.signal, end },
    status: () => status,
    stop: () => {
      for (const signal of signals) process.off(signal, handle);
    },
  };
}

interface Output {
  /** The exit status, if something could not be printed. */
  failure(): number | undefined;
  /** Tells whether all that was printed has been taken. */
  isTaken(): boolean;
}

/**
 * What is to be printed can't be: the work ends cleanly. That a pipe is closed (`supermin plugins | head -1`) is no news.
 */
function endWhenOutputFails(end: (status: number) => void): Output {
  let status: number | undefined;
  const isTaken = watchOutput(({ code }, stream) => {
    if (status !== undefined) return;
    status = code === 'EPIPE' ? 128 + SIGPIPE : 1;
    if (code !== 'EPIPE' && stream === process.stdout) {
      process.stderr.write(`supermin: can't write to standard output (${code})\n`);
    }
    end(status);
  });
  return { failure: () => status, isTaken };
}
