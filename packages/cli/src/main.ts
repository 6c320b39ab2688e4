import { byteArguments } from './arguments/byte-arguments.ts';
import { type Command, runsCommand } from './arguments/command-names.ts';
import { commandHelp, generalHelp } from './arguments/help.ts';
import type { Invocation } from './arguments/invocation.ts';
import { refuseLegacySwitches } from './arguments/legacy.ts';
import { buildsToStandardOutput } from './arguments/standard-output.ts';
import { type Action, type CodeLoader, isClientCommand } from './context/code-loader.ts';
import { handedOver } from './detached/hand-over.ts';
import { readCommandLine } from './read-command-line.ts';
import { abortOnSignals } from './signals/abort.ts';
import { type Noticed, newNoticed } from './signals/blocked-signals.ts';
import { watchEarlyEnd } from './signals/early-end.ts';
import { endProcess } from './signals/end-process.ts';
import { startWatchdog } from './signals/watchdog.ts';
import { type Explained, exitStatusOf, textOf } from './terminal/failure.ts';
import {
  eventReporter,
  writeError,
  writeResult,
  writeStart,
  writesEvents,
} from './terminal/json-events.ts';
import { leaveTerminal } from './terminal/leave-terminal.ts';
import { progressLine } from './terminal/progress-line.ts';
import { reporter } from './terminal/reporter.ts';
import { watchOutput } from './terminal/watch-output.ts';
import { version } from './version.ts';

const SIGPIPE = 13;

/** The commands that read other systems' files, or run plugins: what may hang. */
const WATCHED: readonly Command[] = ['build', 'inspect', 'modules', 'prepare', 'run', 'why'];

/** The whole command; sets `process.exitCode`. */
export async function main(loader: CodeLoader): Promise<void> {
  const argv = process.argv.slice(2);
  const noticed = newNoticed();
  const abort = abortOnSignals(noticed);
  const earlyEnd = watchEarlyEnd(abort);
  process.once('exit', leaveTerminal);
  let invocation: Invocation | undefined;
  const failed = (error: unknown) => exitStatusOf(error, invocation?.command);
  const output = endWhenOutputFails(abort.end, failed);
  try {
    invocation = handedOver() ?? (await readCommandLine(byteArguments(argv), loader));
    process.exitCode = await dispatch(invocation, { loader, noticed, signal: abort.signal });
  } catch (error) {
    process.exitCode = abort.status() ?? failure(error, invocation);
  } finally {
    earlyEnd.done();
    abort.stop();
  }
  // Everything is cleared away; a standard output that nobody reads must not hold the process. Nor need node take its heap apart
  // piece by piece, or wait for the rest of a timer: all that goes with the process.
  const isTaken = output.isTaken();
  const status = output.failure() ?? process.exitCode;
  if (abort.status() !== undefined) await endProcess(status);
  if (isTaken) process.exit(status);
}

async function dispatch(
  invocation: Invocation,
  { loader, noticed, signal }: { loader: CodeLoader; noticed: Noticed; signal: AbortSignal },
): Promise<number> {
  const { command, options } = invocation;
  if (options.has('version')) return print(`supermin ${version()}\n`);
  if (options.has('help')) return print(await helpFor(invocation, loader));
  refuseLegacySwitches(invocation);
  if (WATCHED.includes(command!)) startWatchdog(noticed);
  const { progress, printed, finished } = outlet(invocation);
  const report = loader.watch?.(printed) ?? printed;
  report({ kind: 'message', level: 1, text: `version: ${version()}` });
  const action = await actionOf(invocation, loader);
  try {
    const status = await action({ invocation, signal, report, finished });
    if (status === 0 && !signal.aborted) loader.succeeded?.();
    return status;
  } finally {
    progress?.clear();
  }
}

/** Where events go: to standard error and a terminal, or as JSON to standard output. */
function outlet(invocation: Invocation) {
  const { command, options } = invocation;
  const verbosity = options.count('verbose');
  const quiet = options.has('quiet');
  if (writesEvents(invocation)) {
    writeStart(command!);
    const printed = eventReporter({ verbosity, quiet });
    return { progress: undefined, printed, finished: writeResult };
  }
  const progress = quiet || verbosity > 0 ? undefined : progressLine();
  const printed = reporter({
    ...{ verbosity, quiet, progress },
    timings: options.has('timings'),
    // Named late: opening a stream takes as long as a small command.
    messages: {
      write: (text) => (isOutputTaken(invocation) ? process.stderr : process.stdout).write(text),
    },
  });
  return { progress, printed, finished: undefined };
}

/** Commands that only talk to a VM do without all that makes one. */
async function actionOf(invocation: Invocation, { load, loadClient }: CodeLoader): Promise<Action> {
  const command = invocation.command!;
  if (isClientCommand(command)) return (await loadClient(invocation)).ACTIONS[command];
  return (await load(invocation)).ACTIONS[command];
}

/** Standard output is COMMAND's, or what is built. */
function isOutputTaken(invocation: Invocation): boolean {
  return runsCommand(invocation.command) || buildsToStandardOutput(invocation);
}

async function helpFor(invocation: Invocation, { load }: CodeLoader): Promise<string> {
  const { command, legacy, options } = invocation;
  if (command === undefined || legacy) return generalHelp();
  if (!['prepare', 'build', 'run'].includes(command)) return commandHelp(command);
  return (await load(invocation)).pluginHelp(command, options);
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

/** @param invocation what was understood of the command line */
function failure(error: unknown, invocation: Invocation | undefined): number {
  const status = exitStatusOf(error, invocation?.command);
  if (invocation !== undefined && writesEvents(invocation)) writeError(error, status);
  process.stderr.write(textOf(error, explainedIn(invocation)));
  return status;
}

/** supermin 5's clients get its messages as they were. */
function explainedIn(invocation: Invocation | undefined): Explained {
  if (invocation === undefined || invocation.legacy) return 'none';
  return invocation.options.has('verbose') ? 'all' : 'without hint';
}

interface Output {
  /** The exit status, if something could not be printed. */
  failure(): number | undefined;
  /** Tells whether all that was printed has been taken. */
  isTaken(): boolean;
}

/**
 * What is to be printed cannot be: the work ends cleanly. That a pipe is closed (`supermin plugins | head -1`) is no news.
 */
function endWhenOutputFails(
  end: (status: number) => void,
  failed: (error: unknown) => number,
): Output {
  let status: number | undefined;
  const isTaken = watchOutput((error, stream) => {
    if (status !== undefined) return;
    const { code } = error;
    status = code === 'EPIPE' ? 128 + SIGPIPE : failed(error);
    if (code !== 'EPIPE' && stream === process.stdout) {
      process.stderr.write(`supermin: cannot write to standard output (${code})\n`);
    }
    end(status);
  });
  return { failure: () => status, isTaken };
}
