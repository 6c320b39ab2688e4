import { jobTimedOut } from '../errors/session.ts';
import type { Argument } from '../session/fields.ts';
import { inputOf } from '../session/input-of.ts';
import type { Job } from '../session/job.ts';
import type { Session } from '../session/session.ts';
import { DEFAULT_SIZE } from '../session/terminal.ts';
import { startTimer } from '../session/timer.ts';
import { collectOutputs } from './collected-output.ts';
import type { ExecOptions, ExecResult, SpawnOptions } from './job-options.ts';
import { runJob } from './run-job.ts';
import { environmentOf } from './surroundings.ts';

/** What the guest is told of a command. */
export function jobOf(argv: readonly Argument[], options: SpawnOptions): Job {
  const { tty = false, cwd, user } = options;
  return {
    ...{ argv, cwd, user },
    env: environmentOf(options, tty !== false),
    terminal: tty === true ? DEFAULT_SIZE : tty === false ? undefined : tty,
  };
}

/** Runs a command to its end. */
export async function exec(
  session: Session,
  argv: readonly Argument[],
  options: ExecOptions,
): Promise<ExecResult> {
  const { timeout, signal } = options;
  signal?.throwIfAborted();
  const { stdout, stderr, signal: full } = collectOutputs(options.maxOutput);
  const limit = timeout === undefined ? undefined : timeLimit(timeout);
  try {
    const exit = await runJob(session, jobOf(argv, options), {
      stdin: inputOf(options.stdin),
      stdout: options.stdout ?? stdout,
      stderr: options.stderr ?? stderr,
      signals: [signal, limit?.signal, full].filter((each) => each !== undefined),
    });
    return { ...exit, stdout: stdout.text, stderr: stderr.text };
  } finally {
    limit?.clear();
  }
}

function timeLimit(seconds: number) {
  const controller = new AbortController();
  const timer = startTimer(seconds * 1000, () => controller.abort(jobTimedOut(seconds)));
  return { signal: controller.signal, clear: () => timer.clear() };
}
