import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SuperminError } from '../errors/supermin-error.ts';
import { exitStatus, startProgram } from './run.ts';
import type { ProgramOptions } from './run-options.ts';

/** Enough of standard error for a message. */
const LONGEST_COMPLAINT = 4096;

export interface PipeOptions extends ProgramOptions {
  /** Standard input, as fast as the program takes it. Default: empty. */
  input?: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/**
 * Runs a program with an argument vector, no shell in between, and gives its standard output as a stream. The program is ended when
 * the reader has had enough; that it reads less than its whole input is no error.
 *
 *     for await (const chunk of host.pipe('zstd', ['-c'], { input: tarStream(tree, context), signal })) ...
 *
 * @throws SuperminError `PROGRAM_MISSING`, `PROGRAM_START`; `PROGRAM_FAILED`, with what it wrote on standard error, for a status
 * other than 0; what `input` throws; the signal's reason
 */
export async function* pipeProgram(
  program: string,
  args: readonly string[],
  options: PipeOptions = {},
): AsyncGenerator<Buffer> {
  const { input = [], signal } = options;
  signal?.throwIfAborted();
  const child = startProgram(program, args, options);
  const ended = exitStatus(child, program, options.package);
  // Without a process there are no streams either.
  if (child.pid === undefined) throw await ended.catch((error) => error);
  // Awaited below; a reader that stops early must not leave a rejection unhandled.
  ended.catch(() => {});
  const complaint = firstBytes(child.stderr);
  // The program's own children may live on and keep the streams open.
  const stop = () => {
    child.kill('SIGKILL');
    child.stdin.destroy();
    child.stdout.destroy();
    child.stderr.destroy();
  };
  signal?.addEventListener('abort', stop, { once: true });
  const feeding = feed(child.stdin, input, stop);
  try {
    yield* child.stdout as AsyncIterable<Buffer>;
    const status = await ended;
    if (status !== 0) throw failed(program, status, (await complaint).trim());
  } catch (error) {
    // What is wrong with the input is the reason, whatever came of it.
    throw feeding.failure()?.error ?? error;
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
    await ended.catch(() => {});
    signal?.throwIfAborted();
  }
}

/** Writes the input; if that fails by itself, and not because the program has had enough, the program is stopped. */
function feed(
  stdin: Writable,
  input: NonNullable<PipeOptions['input']>,
  stop: () => void,
): { failure(): { error: unknown } | undefined } {
  let failure: { error: unknown } | undefined;
  const read = async function* () {
    try {
      yield* input;
    } catch (error) {
      failure = { error };
      stop();
      throw error;
    }
  };
  // EPIPE, or an early end: the program's status tells whether that is wrong.
  pipeline(read, stdin).catch(() => {});
  return { failure: () => failure };
}

/** The rest is read and dropped, so that the program never waits for the reader. */
async function firstBytes(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  try {
    for await (const chunk of stream) if (text.length < LONGEST_COMPLAINT) text += chunk.toString();
  } catch {
    // Destroyed: nobody is interested any more.
  }
  return text;
}

function failed(program: string, status: number, complaint: string): SuperminError {
  const said = complaint === '' ? '' : `: ${complaint}`;
  return new SuperminError('PROGRAM_FAILED', `${program} ended with status ${status}${said}`, {
    exitStatus: status,
  });
}
