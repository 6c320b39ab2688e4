import { spawn } from 'node:child_process';
import { exitStatus } from './run.ts';

/** Enough of standard error for a message. */
const LONGEST_COMPLAINT = 4096;

/**
 * Standard output of a program, as a stream. The program is ended when the reader has had enough.
 *
 * @throws SuperminError `PROGRAM_MISSING`, `PROGRAM_START`; an Error with what the program wrote on standard error, if it ends
 * with a status other than 0; the signal's reason
 */
export async function* programOutput(
  program: string,
  args: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  signal.throwIfAborted();
  const child = spawn(program, args, {
    env: { ...process.env, LANG: 'C', LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = exitStatus(child, program);
  // Without a process there are no streams either.
  if (child.pid === undefined) throw await ended.catch((error) => error);
  // Awaited below; a reader that stops early must not leave a rejection unhandled.
  ended.catch(() => {});
  const complaint = firstBytes(child.stderr);
  // The program's own children may live on and keep the streams open.
  const stop = () => {
    child.kill('SIGKILL');
    child.stdout.destroy();
    child.stderr.destroy();
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    yield* child.stdout as AsyncIterable<Buffer>;
    const status = await ended;
    if (status !== 0) {
      throw new Error((await complaint).trim() || `${program} ended with status ${status}`);
    }
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
    await ended.catch(() => {});
    signal.throwIfAborted();
  }
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
