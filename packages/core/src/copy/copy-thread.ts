import type { CopyJob } from './copy-job.ts';
import { HelperThread } from './helper-thread.ts';

/** Bytes below which a thread would start when all is done. */
const WORTH_IT = 32 << 20;

/** Shares the copying into one file: on a machine with two processors that takes 0.7 of the time. */
export type CopyThread = HelperThread<CopyJob>;

/**
 * Starts it, for later.
 *
 * @param bytes that there will be to copy, about
 * @param program `copy-program.ts`, bundled: beside this bundle. The sources, as tests run them, have none, and do without the
 *   thread.
 * @returns undefined where it would not be worth it
 */
export function startCopyThread(
  bytes: number,
  program = new URL('./copy-program.cjs', import.meta.url),
): CopyThread | undefined {
  return bytes < WORTH_IT ? undefined : HelperThread.start(program);
}
