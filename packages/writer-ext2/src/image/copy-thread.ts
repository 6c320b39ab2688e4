import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SharedJob } from './copy-batches.ts';

/** Bytes below which a thread would start when all is done. */
const WORTH_IT = 32 << 20;

/**
 * A second thread that shares the copying: on a machine with two processors that takes 0.7 of the time. The image does not
 * depend on it: what it can't do, or where it can't run, the first thread does.
 */
export class CopyThread {
  readonly #worker: Worker;
  readonly #ended: Promise<void>;
  #begun = false;

  /**
   * Starts it, for later: it needs as long as the planning of an image.
   *
   * @param bytes that there will be to copy, about
   * @param program `copy-program.ts`, bundled
   * @returns undefined where it would not be worth it
   */
  static start(bytes: number, program: URL): CopyThread | undefined {
    return bytes < WORTH_IT || availableParallelism() < 2 ? undefined : new CopyThread(program);
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
  begin(job: SharedJob): void {
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
