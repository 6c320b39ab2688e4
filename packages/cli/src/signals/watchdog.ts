import { Worker } from 'node:worker_threads';
import type { Noticed } from './blocked-signals.ts';

/**
 * Starts a thread that kills the process where this one does not notice a signal: see `killWhereBlocked`. It does not hold the
 * process.
 *
 * @param program `watchdog-program.ts`, bundled: beside this bundle. The sources have none, and do without the thread.
 */
export function startWatchdog(
  noticed: Noticed,
  program = new URL('./watchdog-program.cjs', import.meta.url),
): void {
  const worker = new Worker(program, {
    workerData: noticed,
    // No options of the process: `--require` and the like are not for this program.
    execArgv: [],
    env: {},
    // Otherwise Node opens this process's standard streams for it, before the thread is started.
    stdout: true,
    stderr: true,
    resourceLimits: { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 16 },
  });
  worker.on('error', () => {});
  worker.unref();
}
