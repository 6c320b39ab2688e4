import { parentPort } from 'node:worker_threads';

/** The program of a `HelperThread`: works on one job after the other, and says when each is over. */
export function serveJobs<Job>(work: (job: Job) => void): void {
  parentPort?.on('message', (job: Job) => {
    work(job);
    parentPort?.postMessage('done');
  });
}
