import { afterEach, describe, expect, it } from 'vitest';
import { compiled, script } from '../support/child.ts';

/** A process whose second thread watches; `work` is what its main thread does then. */
function watched(work: string) {
  const product = compiled();
  const thread = `
    const { parentPort, workerData } = require('node:worker_threads');
    import('${product}/events/blocked-signals.js').then(({ killWhereBlocked }) => {
      killWhereBlocked(workerData);
      parentPort.postMessage('watching');
    });`;
  return script(
    product,
    `import { writeSync } from 'node:fs';
    import { Worker } from 'node:worker_threads';
    import { newNoticed, setNoticed } from '@core/events/blocked-signals.js';
    const noticed = newNoticed();
    process.on('SIGTERM', () => setNoticed(noticed));
    const worker = new Worker(${JSON.stringify(thread)}, { eval: true, execArgv: [], workerData: noticed });
    worker.once('message', () => { writeSync(1, 'watching'); ${work} });`,
  );
}

describe('killWhereBlocked', () => {
  let child: ReturnType<typeof script>['child'] | undefined;
  afterEach(() => child?.kill('SIGKILL'));

  it('ends a process whose main thread never comes back', async () => {
    const process = watched('for (;;);');
    child = process.child;
    await process.says('watching');
    child.kill('SIGTERM');
    expect((await process.ended).signal).toBe('SIGKILL');
  });

  it('leaves alone one whose main thread has noticed', async () => {
    const process = watched('setTimeout(() => globalThis.process.exit(7), 2500);');
    child = process.child;
    await process.says('watching');
    child.kill('SIGTERM');
    expect(await process.ended).toMatchObject({ status: 7, stderr: '' });
  });
});
