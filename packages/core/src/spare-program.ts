import { parentPort, workerData } from 'node:worker_threads';
import { killWhereBlocked } from './events/blocked-signals.ts';

// The program of a thread that was started before it was known what for, see copy/helper-thread.ts: the first message is
// the file of the program that it becomes. That one takes the messages that follow.
parentPort?.once('message', (file: string) => {
  require(file);
});
if (workerData) killWhereBlocked(workerData);
