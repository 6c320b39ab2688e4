import { filesFailed } from '../errors/files.ts';
import type { GuestJob } from '../session/guest-job.ts';
import type { FileAction } from '../session/job.ts';
import type { Session } from '../session/session.ts';
import { ProblemReader } from './file-problem.ts';

/** What is done with files, in what name. */
export interface FileJob {
  action: FileAction;
  /** The path in the VM, one byte a character, and an option of the action. */
  argv: readonly string[];
  user?: string | undefined;
  signal?: AbortSignal | undefined;
  /** `cannot read in the VM` */
  what: string;
}

/**
 * Runs a file job of the guest init.
 *
 * @param transfer has to read standard output to its end, and to end standard input
 * @throws SuperminError `FILE_MISSING`, `FILE_TOO_LARGE`, `FILES_FAILED` with `problems`
 */
export async function runFileJob<T>(
  session: Session,
  { action, argv, user, signal, what }: FileJob,
  transfer: (job: GuestJob) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const job = session.guest.start({
    argv: argv.map((argument) => Buffer.from(argument, 'latin1')),
    env: {},
    user,
    files: action,
  });
  const forget = signal && job.abandonAt(signal);
  const reader = new ProblemReader();
  job.stderr.on('data', (chunk: Buffer) => reader.push(chunk));
  try {
    // Where the guest has refused, its reason counts, and not that there was less of the stream.
    const [transferred, exit] = await Promise.allSettled([transfer(job), job.exit.promise]);
    if (exit.status === 'rejected') throw exit.reason;
    await ended(job);
    const problems = reader.problems();
    if (problems.count > 0) throw filesFailed(what, problems.items, problems.count);
    if (transferred.status === 'rejected') throw transferred.reason;
    if (exit.value.status !== 0) throw filesFailed(what, [{ path: argv[0] ?? '', code: 'EIO' }]);
    return transferred.value;
  } finally {
    forget?.();
    if (!job.isOver) job.abandon(new Error('the transfer has ended'));
  }
}

/** All that it says on standard error has come. */
async function ended({ stderr }: GuestJob): Promise<void> {
  if (!stderr.closed) await new Promise((resolve) => stderr.once('close', resolve));
}
