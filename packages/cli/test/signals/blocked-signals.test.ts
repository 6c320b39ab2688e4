import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { build } from 'tsup';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SOURCE = fileURLToPath(new URL('../../src/signals/blocked-signals.ts', import.meta.url));

describe('killWhereBlocked', () => {
  let module: string;
  let child: ChildProcess | undefined;

  // As the watchdog's program is built: see tsup.config.ts.
  beforeEach(async () => {
    const outDir = scratchDirectory();
    await build({
      ...{ entry: [SOURCE], outDir, format: 'cjs', config: false, silent: true, dts: false },
      outExtension: () => ({ js: '.cjs' }),
    });
    module = join(outDir, 'blocked-signals.cjs');
  });
  afterEach(() => child?.kill('SIGKILL'));

  /** A process whose second thread watches, gets SIGTERM while its main thread does this, and how it ends. */
  async function ended(work: string): Promise<{ status: number | null; signal: string | null }> {
    const thread = `
      require(${JSON.stringify(module)}).killWhereBlocked(require('node:worker_threads').workerData);
      require('node:worker_threads').parentPort.postMessage('watching');`;
    const program = `
      const { newNoticed, setNoticed } = require(${JSON.stringify(module)});
      const noticed = newNoticed();
      process.on('SIGTERM', () => setNoticed(noticed));
      const options = { eval: true, execArgv: [], workerData: noticed };
      const worker = new (require('node:worker_threads').Worker)(${JSON.stringify(thread)}, options);
      worker.once('message', () => { require('node:fs').writeSync(1, 'watching'); ${work} });`;
    child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exit = once(child, 'exit');
    await once(child.stdout!, 'data');
    child.kill('SIGTERM');
    const [status, signal] = await exit;
    return { status, signal };
  }

  it('ends a process whose main thread never comes back', async () => {
    expect(await ended('for (;;);')).toEqual({ status: null, signal: 'SIGKILL' });
  });

  it('leaves alone one whose main thread has noticed', async () => {
    const work = 'setTimeout(() => globalThis.process.exit(7), 2500);';
    expect(await ended(work)).toEqual({ status: 7, signal: null });
  });
});
