import { absolutePath, type BytePath } from '@supermin/core';
import { NewcArchive, NewcError } from '@supermin/newc';
import { archiveRefused, filesFailed } from '../errors/files.ts';
import type { Session } from '../session/session.ts';
import type { CopyOptions } from './copy-in.ts';
import { Destination } from './destination.ts';
import { runFileJob } from './run-file-job.ts';

/** What became of a copy. */
export interface CopyResult {
  /** Paths of this machine that were not made: sockets, and where owners are not kept devices and fifos; the first 1000. */
  skipped: BytePath[];
  /** How many there were. */
  skippedCount: number;
}

const WHAT = 'cannot copy out of the VM';

/** Copies a file or a directory of a VM to this machine. */
export async function copyOut(
  session: Session,
  [source, destination]: readonly [BytePath, BytePath],
  { owners = false, user, signal }: CopyOptions,
): Promise<CopyResult> {
  const { problems, skipped } = await runFileJob(
    session,
    { ...{ action: 'get', argv: [source], user, signal }, what: WHAT },
    async (job) => {
      job.stdin.end();
      return await unpack(job.stdout, absolutePath(destination), owners);
    },
  );
  if (problems.count > 0) throw filesFailed(WHAT, problems.items, problems.count);
  return { skipped: skipped.items, skippedCount: skipped.count };
}

/** @throws SuperminError `ARCHIVE_REFUSED` for what no guest init sends */
export async function unpack(
  archive: AsyncIterable<Uint8Array>,
  root: BytePath,
  owners: boolean,
): Promise<Pick<Destination, 'problems' | 'skipped'>> {
  const destination = new Destination(root, owners);
  try {
    const entries = new NewcArchive(archive);
    for await (const entry of entries) await destination.put(entry);
    if (entries.rest !== undefined) throw archiveRefused(root, 'something behind the archive');
  } catch (error) {
    if (!(error instanceof NewcError)) throw error;
    throw archiveRefused(root, `a damaged archive (${error.message})`, error);
  }
  destination.finish();
  return destination;
}
