import { workerData } from 'node:worker_threads';
import { killWhereBlocked } from './blocked-signals.ts';

// The program of the thread that `startWatchdog` starts.
killWhereBlocked(workerData);
