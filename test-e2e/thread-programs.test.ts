import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, inject, it } from 'vitest';

/** A job of no batches, for any program: it is over at once. */
const NOTHING = { batches: new Int32Array(new SharedArrayBuffer(0)), fd: -1 };

// A build does without its second thread if that cannot run: only that it takes longer would tell.
describe('the programs of second threads', () => {
  const dist = () => join(dirname(realpathSync(inject('supermin'))), '../dist');

  async function answer(program: string, message: unknown): Promise<unknown> {
    const thread = new Worker(join(dist(), `${program}.cjs`), { execArgv: [], env: {} });
    try {
      thread.postMessage(message);
      // Rejected if it ends with an error.
      const [reply] = await once(thread, 'message');
      return reply;
    } finally {
      await thread.terminate();
    }
  }

  it.each(['copy-program', 'make-program'])('%s runs', async (program) => {
    expect(await answer(program, NOTHING)).toBe('done');
  });
});
