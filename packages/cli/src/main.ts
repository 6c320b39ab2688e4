import { newNoticed, startSpareThread } from '@supermin/core/copy';
import { byteArguments } from './arguments/byte-arguments.ts';
import { commandHelp, generalHelp } from './arguments/help.ts';
import type { Invocation } from './arguments/invocation.ts';
import { refuseLegacySwitches } from './arguments/legacy.ts';
import type { Command } from './arguments/options.ts';
import { abortOnSignals } from './signals/abort.ts';
import { watchEarlyEnd } from './signals/early-end.ts';
import { endProcess } from './signals/end-process.ts';
import { loadCommand, rememberCode } from './start/load-command.ts';
import { looksLikeWork } from './start/looks-like-work.ts';
import { readCommandLine } from './start/read-command-line.ts';
import { exitStatusOf, textOf } from './terminal/failure.ts';
import { leaveTerminal } from './terminal/leave-terminal.ts';
import { reporter } from './terminal/reporter.ts';
import { watchOutput } from './terminal/watch-output.ts';
import { version } from './version.ts';

const SIGPIPE = 13;

type SpareThread = ReturnType<typeof startSpareThread> | undefined;

/** The whole command; sets `process.exitCode`. */
export async function main(): Promise<void> {
  const argv = process.argv.slice(2);
  const noticed = newNoticed();
  // Before all that takes time: it should be up when there is something to copy, or when something hangs.
  const spareThread = looksLikeWork(argv) ? startSpareThread(noticed) : undefined;
  const abort = abortOnSignals(noticed);
  const earlyEnd = watchEarlyEnd(abort);
  process.once('exit', leaveTerminal);
  const output = endWhenOutputFails(abort.end);
  let command: Command | undefined;
  try {
    const invocation = readCommandLine(byteArguments(argv));
    command = invocation.command;
    process.exitCode = await dispatch(invocation, abort.signal, spareThread);
  } catch (error) {
    process.exitCode = abort.status() ?? failure(error, command);
  } finally {
    earlyEnd.done();
    abort.stop();
  }
  // Everything is cleared away; a standard output that nobody reads must not hold the process. Nor need node take its heap apart
  // piece by piece, or wait for the rest of a timer: all that goes with the process.
  const status = output.failure() ?? process.exitCode;
  if (abort.status() !== undefined) await endProcess(status);
  if (output.isTaken()) process.exit(status);
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
  const status = await loadCommand(invocation).ACTIONS[command!]({
    invocation,
    signal,
    report,
    spareThread,
  });
  if (status === 0 && !signal.aborted) rememberCode();
  return status;
}

function helpFor(invocation: Invocation): string {
  const { command, legacy, options } = invocation;
  if (command === undefined || legacy) return generalHelp();
  if (!['prepare', 'build', 'run'].includes(command)) return commandHelp(command);
  return loadCommand(invocation).pluginHelp(command, options);
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function failure(error: unknown, command: Command | undefined): number {
  process.stderr.write(textOf(error));
  return exitStatusOf(error, command);
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
