import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds for all that has to be cleared away: plugins, programs and filesystems may not let go. */
export const TIME_TO_CLEAR = 900;

/** Milliseconds for reads that have begun. */
const PATIENCE = 300;

/**
 * Ends a process whose work was ended by a signal. `process.exit` waits for reads that have begun: for ever, where a filesystem
 * hangs.
 */
export async function endProcess(status: typeof process.exitCode): Promise<never> {
  for (let waited = 0; isReading(); waited += 10) {
    if (waited >= PATIENCE) killProcess();
    await sleep(10);
  }
  process.exit(status);
}

/** What is left of its work the next run clears away. */
export function killProcess(): void {
  process.kill(process.pid, 'SIGKILL');
}

function isReading(): boolean {
  return process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'));
}
