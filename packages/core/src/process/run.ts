import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { SuperminError, systemErrorCode } from '../errors/supermin-error.ts';
import type { RunOptions, RunResult } from '../host/host.ts';
import { toSystemPath } from '../path/byte-path.ts';

const DEFAULT_LIMIT = 2 ** 30;

/**
 * Runs a program with an argument vector, no shell in between, and collects both of its streams.
 *
 * PATH is the process's own (nothing from the current directory is put before it), `LANG=C` as supermin 5 promises. A
 * status other than 0 is not an error here: the caller knows what it means.
 *
 * @throws SuperminError `PROGRAM_MISSING`, `PROGRAM_OUTPUT` (more than `limit` bytes)
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunResult> {
  options.signal?.throwIfAborted();
  const child = spawn(program, args, {
    env: { ...process.env, LANG: 'C', LC_ALL: 'C', ...options.environment },
    cwd: options.cwd === undefined ? undefined : toSystemPath(options.cwd).toString(),
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
  const ended = exitStatus(child, program);
  // A program that does not read its input must not bring us down with EPIPE.
  child.stdin.on('error', () => {});
  child.stdin.end(options.input);
  const limit = options.limit ?? DEFAULT_LIMIT;
  try {
    const [status, stdout, stderr] = await Promise.all([
      ended,
      collect(child, child.stdout, limit, program),
      collect(child, child.stderr, limit, program),
    ]);
    return { status, stdout, stderr };
  } catch (error) {
    options.signal?.throwIfAborted();
    throw error;
  }
}

/** Resolves when the process is gone; 128+N for signal N. */
export function exitStatus(child: ChildProcess, program: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(startError(error, program)));
    child.once('close', (status, signal) =>
      resolve(signal === null ? (status ?? 0) : 128 + constants.signals[signal]),
    );
  });
}

async function collect(
  child: ChildProcess,
  stream: NodeJS.ReadableStream,
  limit: number,
  program: string,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    length += chunk.length;
    if (length > limit) {
      child.kill('SIGKILL');
      throw new SuperminError('PROGRAM_OUTPUT', `${program} wrote more than ${limit} bytes`);
    }
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function startError(error: Error, program: string): Error {
  if (systemErrorCode(error) !== 'ENOENT') return error;
  return new SuperminError('PROGRAM_MISSING', `the program '${program}' was not found`, {
    hint: `install the package that holds ${program}, or correct PATH`,
    cause: error,
  });
}
