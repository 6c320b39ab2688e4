import type { BytePath } from '@supermin/core';
import { readingTooMuch } from '../errors/files.ts';
import type { GuestJob } from '../session/guest-job.ts';

const MOST = 64 * 2 ** 20;

/** All that a job sends on standard output. One that sends more than `limit` bytes is given up. */
export async function collect(
  job: Pick<GuestJob, 'stdout' | 'abandon'>,
  path: BytePath,
  limit: number = MOST,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of job.stdout as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) {
      const error = readingTooMuch(path, limit);
      // The guest need not end it by itself.
      job.abandon(error);
      throw error;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
