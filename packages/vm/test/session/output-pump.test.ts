import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { JobOutput } from '../../src/session/job-output.ts';
import { OutputPump } from '../../src/session/output-pump.ts';

/** A reader that has gone away. */
function closedPipe(code = 'EPIPE'): Writable {
  return new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error(code), { code }));
    },
  });
}

/** A job's output, and how often it was closed from this side. */
function jobOutput() {
  const seen = { closed: 0 };
  const output = new JobOutput({ taken() {}, closed: () => void seen.closed++ });
  return { output, seen };
}

const isDone = async ({ done }: OutputPump) =>
  Promise.race([done.promise.then(() => true), setImmediate().then(() => false)]);

describe('OutputPump', () => {
  it('is done when the output has ended and all of it has been taken', async () => {
    const { output, seen } = jobOutput();
    const target = new PassThrough();
    const pump = new OutputPump(output, target);
    output.receive(Buffer.from('abc'));
    expect(await isDone(pump)).toBe(false);
    output.receive(Buffer.from('def'));
    output.end();
    await pump.done.promise;
    target.end();
    expect(await text(target)).toBe('abcdef');
    pump.stop();
    expect(target.listenerCount('drain')).toBe(0);
    expect(seen.closed).toBe(0);
  });

  it('waits for a slow reader, and reads no faster', async () => {
    let taken = 0;
    let release: () => void = () => {};
    const target = new Writable({
      highWaterMark: 10,
      write(chunk, _encoding, next) {
        taken += chunk.length;
        release = next;
      },
    });
    const { output } = jobOutput();
    const pump = new OutputPump(output, target);
    for (let part = 0; part < 4; part++) output.receive(Buffer.alloc(10));
    output.end();
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    expect({ taken, done: pump.done.isSettled, waiting: pump.isWaiting }).toEqual({
      ...{ taken: 10, done: false, waiting: true },
    });
    for (let turn = 0; turn < 20; turn++) {
      release();
      await setImmediate();
    }
    expect({ taken, done: pump.done.isSettled, waiting: pump.isWaiting }).toEqual({
      ...{ taken: 40, done: true, waiting: false },
    });
  });

  it('a reader that went away: closes the output once, throws the rest away, and is no failure', async () => {
    const { output, seen } = jobOutput();
    const pump = new OutputPump(output, closedPipe());
    for (let part = 0; part < 10; part++) output.receive(Buffer.alloc(65536));
    await pump.done.promise;
    output.receive(Buffer.alloc(65536));
    output.end();
    expect(seen.closed).toBe(1);
    expect(pump.failure).toBeUndefined();
  });

  it('a full disk is a failure', async () => {
    const { output } = jobOutput();
    const pump = new OutputPump(output, closedPipe('ENOSPC'));
    output.receive(Buffer.from('abc'));
    await pump.done.promise;
    expect(pump.failure).toMatchObject({ code: 'ENOSPC' });
  });

  it('is none for an output that was empty: no bytes fail there as well', async () => {
    const { output } = jobOutput();
    const pump = new OutputPump(output, closedPipe('ENOSPC'));
    output.end();
    await pump.done.promise;
    expect(pump.failure).toBeUndefined();
  });

  it("an error that comes when it was stopped is nobody's", async () => {
    let fail: (error: Error) => void = () => {};
    const target = new Writable({
      write(_chunk, _encoding, done) {
        fail = done;
      },
    });
    const { output } = jobOutput();
    const pump = new OutputPump(output, target);
    output.receive(Buffer.from('abc'));
    await setImmediate();
    pump.stop();
    fail(new Error('EPIPE'));
    await setImmediate();
    expect(target.destroyed).toBe(true);
  });

  it('writes nothing when the output is lost', async () => {
    const { output } = jobOutput();
    let writes = 0;
    const target = new Writable({
      write(_chunk, _encoding, done) {
        writes++;
        done();
      },
    });
    const pump = new OutputPump(output, target);
    output.destroy();
    await pump.done.promise;
    expect(writes).toBe(0);
  });

  it('waits no more when it is finished', async () => {
    const { output, seen } = jobOutput();
    const pump = new OutputPump(output, new PassThrough());
    pump.finish();
    await pump.done.promise;
    expect(seen.closed).toBe(1);
  });
});
