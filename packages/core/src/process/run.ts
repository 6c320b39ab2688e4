import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process';
import { closeSync, constants as fsConstants, openSync } from 'node:fs';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { SuperminError, systemErrorCode } from '../errors/supermin-error.ts';
import { describeFailure, isOutOfFiles, throwIfOutOfFiles } from '../errors/write-failure.ts';
import { type BytePath, displayPath, fromUnicode, toSystemPath } from '../path/byte-path.ts';
import type { ProgramOptions, RunOptions, RunResult } from './run-options.ts';

type Child = ChildProcessByStdio<Writable, Readable, Readable>;

const DEFAULT_LIMIT = 2 ** 30;

/** An aborted program that does not end by itself after this many milliseconds is killed. */
const GRACE = 400;

/**
 * Runs a program with an argument vector, no shell in between, and collects both of its streams.
 *
 * PATH is the process's own (nothing from the current directory is put before it), `LANG=C` as supermin 5 promises. A
 * status other than 0 is not an error here: the caller knows what it means. Whatever happens, the program has ended
 * when this returns.
 *
 * @throws SuperminError `PROGRAM_MISSING`, `PROGRAM_START`, `PROGRAM_OUTPUT` (more than `limit` bytes); the signal's reason
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  const { signal, input, limit = DEFAULT_LIMIT } = options;
  signal?.throwIfAborted();
  const child = startProgram(program, args, options);
  const ended = exitStatus(child, program, options.package);
  // Without a process there are no streams either; the error comes by this way.
  if (child.pid === undefined) throw await ended.catch((error) => error);
  // A program that does not read its input must not bring us down with EPIPE.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const abort = () => stop(child, 'SIGTERM');
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const [status, stdout, stderr] = await Promise.all([
      ended,
      collect(child.stdout, limit, program),
      collect(child.stderr, limit, program),
    ]);
    signal?.throwIfAborted();
    return { status, stdout, stderr };
  } catch (error) {
    stop(child, 'SIGKILL');
    await ended;
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** Starts it, with pipes for all three streams. @throws SuperminError `PROGRAM_START` */
export function startProgram(
  program: string,
  args: readonly string[],
  options: ProgramOptions,
): Child {
  const { cwd, environment } = options;
  const directory = cwd === undefined ? undefined : openDirectory(cwd, program);
  // `cwd` takes Unicode only: a path that may be anything else goes by its descriptor.
  const plain = cwd === undefined || typeof toSystemPath(cwd) === 'string';
  try {
    return spawn(program, args, {
      env: { ...process.env, ...environment, LANG: 'C', LC_ALL: 'C' },
      cwd: plain ? cwd : `/proc/self/fd/${directory}`,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  } finally {
    if (directory !== undefined) closeSync(directory);
  }
}

function openDirectory(path: BytePath, program: string): number {
  try {
    return openSync(toSystemPath(path), fsConstants.O_RDONLY | fsConstants.O_DIRECTORY);
  } catch (error) {
    throwIfOutOfFiles(error, displayPath(path));
    const text = `cannot run ${program} in ${displayPath(path)} (${systemErrorCode(error)})`;
    throw new SuperminError('PROGRAM_START', text, { cause: error });
  }
}

/** Ends the program, by force if it does not obey; its own children may live on and keep the streams open. */
function stop(child: Child, signal: 'SIGTERM' | 'SIGKILL'): void {
  const close = () => {
    child.stdout.destroy();
    child.stderr.destroy();
  };
  if (child.exitCode !== null || child.signalCode !== null) {
    close();
    return;
  }
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE);
  child.once('exit', () => {
    clearTimeout(timer);
    close();
  });
  child.kill(signal);
}

/**
 * Resolves when the process is gone; 128+N for signal N.
 *
 * @param packageName what is to be installed where the program is missing
 *
 * @throws SuperminError `PROGRAM_MISSING`, `PROGRAM_START`
 */
export function exitStatus(
  child: ChildProcess,
  program: string,
  packageName?: string,
): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(startError(error, program, packageName)));
    child.once('close', (status, signal) =>
      resolve(signal === null ? (status ?? 0) : 128 + constants.signals[signal]),
    );
  });
}

async function collect(stream: Readable, limit: number, program: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > limit) {
      throw new SuperminError('PROGRAM_OUTPUT', `${program} wrote more than ${limit} bytes`);
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** An abort's own error goes through: the caller knows the reason. */
function startError(error: Error, program: string, packageName?: string): Error {
  const code = systemErrorCode(error);
  if (code === undefined || code === 'ABORT_ERR') return error;
  if (isOutOfFiles(error)) return describeFailure(error, fromUnicode(program)) as Error;
  // execvp(3) says EACCES, too, of a program that is nowhere, if it may not look into one directory of PATH.
  const missing = code === 'ENOENT' || (code === 'EACCES' && !program.includes('/'));
  if (!missing) {
    return new SuperminError('PROGRAM_START', `cannot run '${program}' (${code})`, {
      cause: error,
    });
  }
  return new SuperminError('PROGRAM_MISSING', `the program '${program}' was not found`, {
    hint: `install ${packageName ?? `the package that holds ${program}`}, or correct PATH`,
    cause: error,
  });
}
