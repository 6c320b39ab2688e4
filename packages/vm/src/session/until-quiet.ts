import type { GuestJob } from './guest-job.ts';
import type { OutputPump } from './output-pump.ts';

/** Milliseconds without output after which nothing more is expected, and how long there may be some. */
const SILENCE = 500;
const PATIENCE = 5000;

/**
 * Waits until all that a command wrote has been taken, and a little longer for processes that it left behind and
 * that still hold its output: half a second of silence, and five seconds in all. Where the user's side is slow,
 * nothing is lost.
 *
 * @throws the reason for which the VM was lost in the meantime
 */
export async function untilQuiet(job: GuestJob, pumps: readonly OutputPump[]): Promise<void> {
  await job.exit.promise;
  const open = () => pumps.filter((pump) => !pump.done.isSettled);
  const ended = Promise.all(pumps.map(({ done }) => done.promise));
  await Promise.race([ended, job.drained.promise.catch(() => {})]);
  if (open().length > 0) await Promise.race([ended, silence(open)]);
  for (const pump of open()) pump.finish();
  await ended;
  if (job.lost !== undefined) throw job.lost.reason;
}

function silence(open: () => readonly OutputPump[]): Promise<void> {
  const end = performance.now() + PATIENCE;
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const look = () => {
      clearTimeout(timer);
      const pumps = open();
      if (pumps.length === 0) resolve();
      else if (pumps.some(({ isWaiting }) => isWaiting)) timer = setTimeout(look, SILENCE);
      else if (performance.now() >= end) resolve();
      else timer = setTimeout(resolve, Math.min(SILENCE, end - performance.now()));
    };
    for (const pump of open()) pump.onData = look;
    look();
  });
}
