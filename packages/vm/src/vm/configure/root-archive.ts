import { configureLost } from '../../errors/configure.ts';
import type { GuestJob } from '../../session/guest-job.ts';
import type { Session } from '../../session/session.ts';
import { jobOf } from '../exec.ts';

/** Where other filesystems are mounted, or what is in one place only for the time being. */
export const PASSING: readonly string[] = ['/proc', '/sys', '/dev', '/run', '/lost+found'];

/** Bytes of what tar has to say. */
const MOST_TEXT = 4096;

/** All of the root, as the root's own tar(1) sees it. */
const TAR = [
  ...['tar', '--create', '--file=-', '--directory=/'],
  '--format=posix', // names, sizes and owners of any length
  '--one-file-system',
  '--numeric-owner', // the names are those of the VM
  ...['--xattrs', '--xattrs-include=*'], // capabilities among them
  '--no-acls', // attributes like the others
  '--sort=name',
  '--anchored',
  ...PASSING.map((path) => `--exclude=.${path}`),
  '.',
];

/**
 * The root of a VM as a tar archive, in one pass.
 *
 * @throws SuperminError `CONFIGURE_LOST`, what ended the VM
 */
export async function* rootArchive(
  session: Session,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const job = session.guest.start(jobOf(TAR, {}));
  const forget = job.abandonAt(signal);
  const said = textOf(job);
  try {
    job.stdin.end();
    yield* job.stdout as AsyncIterable<Uint8Array>;
    const { status } = await job.exit.promise;
    // 1: a file has changed meanwhile, as logs of a daemon do that a script has started.
    if (status > 1) throw configureLost(`tar ended with status ${status}`, await said);
  } finally {
    forget();
    if (!job.isOver) job.abandon(new Error('the archive is not wanted any more'));
  }
}

async function textOf({ stderr }: GuestJob): Promise<string> {
  let text = '';
  try {
    for await (const chunk of stderr as AsyncIterable<Buffer>) {
      text = (text + chunk.toString()).slice(-MOST_TEXT);
    }
  } catch {
    // What ended it is told by the job.
  }
  return text.trim();
}
