import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/**
 * A second thread for work in batches that the first thread does as well. The result does not depend on it: what it can't
 * do, or where it can't run, the first thread does.
 */
export class HelperThread<Job> {
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  #begun = false;

  /**
   * Starts it, for later: that takes as long as planning an output.
   *
   * @param program a bundled file that loads nothing but Node's own modules, and works on the one message that it gets
   * @returns undefined where there is no second processor
   */
  static start<Job>(program: URL): HelperThread<Job> | undefined {
    return availableParallelism() < 2 ? undefined : new HelperThread(program);
  }

  private constructor(program: URL) {
    this.#worker = new Worker(program, {
      // No options of the process: `--require` and the like are not for this program.
      ...{ execArgv: [], env: {} },
      resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 128 },
    });
    this.#ended = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    // What it could not do is seen in the job.
    this.#worker.on('error', () => {});
  }

  /** Has it take batches of the job: one job for each thread. */
  begin(job: Job): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#worker.postMessage(job);
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
