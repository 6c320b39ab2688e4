import type { FileTree } from '@supermin/core/writer';

/** 9999-12-31, the last day that RFC 3339 can spell. */
const LATEST = 253_402_300_799;

/**
 * When an image was created, as far as the same input is to give the same image: SOURCE_DATE_EPOCH, else the time of the newest
 * file. (Of a directory's time, only the host knows what it stands for.)
 *
 * @returns as RFC 3339 has it, in whole seconds
 */
export function imageTime(tree: FileTree, sourceDateEpoch: number | undefined): string {
  let seconds = sourceDateEpoch ?? 0;
  if (sourceDateEpoch === undefined) {
    for (const { node } of tree.walk()) {
      if (node.type !== 'directory') seconds = Math.max(seconds, node.mtime);
    }
  }
  const whole = Math.min(Math.max(Math.floor(seconds), 0), LATEST);
  return new Date(whole * 1000).toISOString().replace('.000Z', 'Z');
}
