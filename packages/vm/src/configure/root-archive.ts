import type { BytePath } from '@supermin/core';
import { configureLost } from '../errors/configure.ts';
import { exec, jobOf } from '../job/exec.ts';
import type { GuestJob } from '../session/guest-job.ts';
import type { Session } from '../session/session.ts';
import { changedPaths } from './tar-messages.ts';

/** Where other filesystems are mounted, or what is in one place only for the time being. */
export const PASSING: readonly string[] = ['/proc', '/sys', '/dev', '/run', '/lost+found'];

/** Bytes of what tar has to say. */
const MOST_TEXT = 4096;

/** Ends all but the guest init and itself: first it asks, then it does not. */
const END_OTHERS = 'kill -s TERM -- -1; sleep 1; kill -s KILL -- -1; exit 0';

/** All of a root, as the VM's own tar(1) sees it. @param file where the archive goes */
export const tarOfRoot = (directory: BytePath, file: string, ...more: string[]) => [
  ...['tar', '--create', `--file=${file}`, `--directory=${directory}`],
  '--one-file-system',
  '--quoting-style=escape', // in messages and lists: each is one line
  '--sort=name',
  ...more,
  '--anchored',
  ...PASSING.map((path) => `--exclude=.${path}`),
  '.',
];

const CONTENT = [
  '--format=posix', // names, sizes and owners of any length
  '--numeric-owner', // the names are those of the VM
  ...['--xattrs', '--xattrs-include=*'], // capabilities among them
  '--no-acls', // attributes like the others
];

export interface RootArchiveOptions {
  signal: AbortSignal;
  /** Directory in the VM that is the root. */
  directory: BytePath;
  /** Paths whose content is not kept: they may change meanwhile. */
  mayChange(path: BytePath): boolean;
  /** Only what has changed since, in seconds since the epoch, and all directories. */
  since?: number | undefined;
}

/** Ends what scripts have left running: it would write to files while they are read. */
export async function endOthers(session: Session, signal: AbortSignal): Promise<void> {
  await exec(session, ['sh', '-c', END_OTHERS], { signal });
}

/**
 * A root in a VM as a tar archive, in one pass.
 *
 * @throws SuperminError `CONFIGURE_LOST`, what ended the VM
 */
export async function* rootArchive(
  session: Session,
  { signal, directory, mayChange, since }: RootArchiveOptions,
): AsyncGenerator<Uint8Array> {
  const newer = since === undefined ? [] : [`--newer=@${since}`];
  const argv = tarOfRoot(directory, '-', ...CONTENT, ...newer);
  const job = session.guest.start(jobOf(argv, { env: { LC_ALL: 'C' } }));
  const forget = job.abandonAt(signal);
  const said = textOf(job);
  try {
    job.stdin.end();
    yield* job.stdout as AsyncIterable<Uint8Array>;
    const { status } = await job.exit.promise;
    if (status === 0) return;
    const text = await said;
    // 1: a file has changed while it was read, and what has come of it need not be what it ever was.
    const changed = status === 1 ? changedPaths(text) : undefined;
    if (changed?.every(mayChange)) return;
    throw configureLost(`tar ended with status ${status}`, text);
  } finally {
    forget();
    if (!job.isOver) job.abandon(new Error('the archive is not wanted any more'));
  }
}

async function textOf({ stderr }: GuestJob): Promise<string> {
  let text = '';
  try {
    for await (const chunk of stderr as AsyncIterable<Buffer>) {
      text = (text + chunk.toString('latin1')).slice(-MOST_TEXT);
    }
  } catch {
    // What ended it is told by the job.
  }
  return text.trim();
}
