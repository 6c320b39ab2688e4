import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

function startWorker(program: URL): Worker {
  const worker = new Worker(program, {
    // No options of the process: `--require` and the like are not for this program.
    execArgv: [],
    env: {},
    // Otherwise Node opens this process's standard streams for it, before the thread is started.
    stdout: true,
    stderr: true,
    resourceLimits: { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 128 },
  });
  // What it could not do is seen in the job.
  worker.on('error', () => {});
  return worker;
}

/**
 * A second thread for work in batches that the first thread does as well. The result does not depend on it: what it cannot
 * do, or where it cannot run, the first thread does.
 */
export class HelperThread<Job> {
  readonly #worker: Worker;
  readonly #exited: Promise<void>;
  /** Jobs that it has not answered. */
  #open = 0;
  #idle: (() => void) | undefined;

  /**
   * Starts it, for later: that takes as long as planning an output.
   *
   * @param program a bundled file that loads nothing but Node's own modules, works on each message that it gets, and answers
   *   when that is over: see `serveJobs`
   * @returns undefined where there is no second processor
   */
  static start<Job>(program: URL): HelperThread<Job> | undefined {
    if (availableParallelism() < 2) return undefined;
    return new HelperThread(startWorker(program));
  }

  private constructor(worker: Worker) {
    this.#worker = worker;
    this.#exited = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    this.#worker.on('message', () => {
      this.#open--;
      if (this.#open === 0) this.#idle?.();
    });
  }

  /** Has it take batches of the job, when it is done with those of the one before. */
  begin(job: Job): void {
    this.#open++;
    this.#worker.postMessage(job);
  }

  /** Resolves when it has no work any more. */
  async ended(): Promise<void> {
    if (this.#open === 0) return;
    const idle = new Promise<void>((resolve) => {
      this.#idle = resolve;
    });
    await Promise.race([idle, this.#exited]);
  }

  /** Ends it, if need be in the middle of its work; when this resolves it touches nothing any more. */
  async stop(): Promise<void> {
    // Its last answer may be on the way.
    if (this.#open > 0) await new Promise((resolve) => setImmediate(resolve));
    const ending = this.#worker.terminate();
    // That takes 3 ms. Without work it touches nothing anyway.
    if (this.#open > 0) await ending;
  }
}
