import { isSuperminError } from '@supermin/core';
import { filesFailed } from '../errors/files.ts';
import type { GuestJob } from '../session/guest-job.ts';
import type { FileAction } from '../session/job.ts';
import type { Session } from '../session/session.ts';
import { startTimer, type Timer } from '../session/timer.ts';
import { ProblemReader } from './file-problem.ts';

/** Milliseconds that a guest has to say why there was less of the archive than it should be. */
const PATIENCE = 10_000;

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
  const timers: Timer[] = [];
  const reader = new ProblemReader();
  job.stderr.on('data', (chunk: Buffer) => reader.push(chunk));
  try {
    // Where the guest has refused, its reason counts, and not that there was less of the stream.
    const transferring = transfer(job);
    transferring.catch((error) => giveUp(job, error, timers));
    const [transferred, exit] = await Promise.allSettled([transferring, job.exit.promise]);
    if (exit.status === 'rejected') throw exit.reason;
    await ended(job);
    const problems = reader.problems();
    if (problems.count > 0) throw filesFailed(what, problems.items, problems.count);
    if (transferred.status === 'rejected') throw transferred.reason;
    if (exit.value.status !== 0) throw filesFailed(what, [{ path: argv[0] ?? '', code: 'EIO' }]);
    return transferred.value;
  } finally {
    forget?.();
    for (const timer of timers) timer.clear();
    if (!job.isOver) job.abandon(new Error('the transfer has ended'));
  }
}

/** A guest whose archive was refused need not end by itself; one that ended it early may be about to say why. */
function giveUp(job: GuestJob, error: unknown, timers: Timer[]): void {
  const isRefused = isSuperminError(error) && error.code === 'ARCHIVE_REFUSED';
  if (isRefused && !job.stdout.readableEnded) job.abandon(error);
  else timers.push(startTimer(PATIENCE, () => job.abandon(error)));
}

/** All that it says on standard error has come. */
async function ended({ stderr }: GuestJob): Promise<void> {
  if (!stderr.closed) await new Promise((resolve) => stderr.once('close', resolve));
}
