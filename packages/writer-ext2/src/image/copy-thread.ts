import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SharedJob } from './copy-batches.ts';

/** Bytes below which a thread would start when all is done. */
const WORTH_IT = 32 << 20;

/**
 * A second thread that shares the copying: it halves the time on a machine with two processors, as one reads while the
 * other one writes. The image does not depend on it: where it can't run, or gives up, the first thread does it all.
 */
export class CopyThread {
  readonly #worker: Worker;
  readonly #ended: Promise<void>;

  /** @returns undefined where it would not be worth it */
  static start(job: SharedJob, bytes: number, program: URL): CopyThread | undefined {
    return bytes < WORTH_IT || availableParallelism() < 2
      ? undefined
      : new CopyThread(job, program);
  }

  private constructor(job: SharedJob, program: URL) {
    // No options of the process: `--require` and the like are not for this program.
    this.#worker = new Worker(program, {
      ...{ workerData: job, execArgv: [], env: {} },
      resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 128 },
    });
    this.#ended = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    // What it could not do is seen in the job.
    this.#worker.on('error', () => {});
  }

  /** Resolves when it has no work any more. */
  ended(): Promise<void> {
    return this.#ended;
  }

  /** Ends it, if need be in the middle of its work; when this resolves it touches nothing any more. */
  async stop(): Promise<void> {
    await this.#worker.terminate();
  }
}
