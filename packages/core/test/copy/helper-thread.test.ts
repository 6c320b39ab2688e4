import { availableParallelism } from 'node:os';
import { pathToFileURL } from 'node:url';
import { available } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { HelperThread } from '../../src/copy/helper-thread.ts';

interface Job {
  /** Where it counts what it has done, and what it has seen. */
  done: Int32Array;
  /** It is in the middle of this one until this is another number than 0. */
  gate?: Int32Array;
  fail?: boolean;
}

/** Adds 1 to what each job counts in; says what options and variables it was started with. */
const PROGRAM = `
  const { parentPort } = require('node:worker_threads');
  parentPort.on('message', ({ done, gate, fail }) => {
    Atomics.add(done, 1, process.execArgv.length + Object.keys(process.env).length);
    if (gate) Atomics.wait(gate, 0, 0);
    if (fail) throw new Error('no');
    Atomics.add(done, 0, 1);
    parentPort.postMessage('done');
  });`;

const shared = (length: number) => new Int32Array(new SharedArrayBuffer(4 * length));

function start(program = PROGRAM): HelperThread<Job> {
  const directory = scratchDirectory({ 'program.cjs': program });
  return HelperThread.start<Job>(pathToFileURL(`${directory}/program.cjs`))!;
}

describe.runIf(available('a second processor', availableParallelism() > 1))('HelperThread', () => {
  it('has done all that it was given when it has ended', async () => {
    const thread = start();
    const done = shared(2);
    await thread.ended();
    for (let job = 0; job < 3; job++) thread.begin({ done });
    await thread.ended();
    expect(done[0]).toBe(3);
    thread.begin({ done });
    await thread.ended();
    expect(done[0]).toBe(4);
    await thread.stop();
  });

  it('has no options and no variables of this process', async () => {
    const thread = start();
    const done = shared(2);
    thread.begin({ done });
    await thread.ended();
    expect(done[1]).toBe(0);
    await thread.stop();
  });

  it('is stopped in the middle of its work, and then touches nothing any more', async () => {
    const thread = start();
    const [done, gate] = [shared(2), shared(1)];
    thread.begin({ done, gate });
    thread.begin({ done });
    await thread.stop();
    gate[0] = 1;
    Atomics.notify(gate, 0);
    expect(done[0]).toBe(0);
    await thread.ended();
    expect(done[0]).toBe(0);
  });

  it('that fails has ended: what it could not do is left to do', async () => {
    const thread = start();
    const done = shared(2);
    thread.begin({ done, fail: true });
    thread.begin({ done });
    await thread.ended();
    expect(done[0]).toBe(0);
    await thread.stop();
  });

  it('whose program is not there has ended, too', async () => {
    const thread = HelperThread.start<Job>(new URL('file:///no/program.cjs'))!;
    thread.begin({ done: shared(2) });
    await thread.ended();
    await thread.stop();
  });
});
