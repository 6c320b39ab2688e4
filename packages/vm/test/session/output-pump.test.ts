import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { OutputPump } from '../../src/session/output-pump.ts';

/** A reader that has gone away. */
function closedPipe(code = 'EPIPE'): Writable {
  return new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error(code), { code }));
    },
  });
}

describe('OutputPump', () => {
  it('is done when the announced bytes have been taken, whichever comes first', async () => {
    const port = new PassThrough();
    const target = new PassThrough();
    const output = new OutputPump(port, target, () => {});
    port.write('abc');
    output.expect(6);
    let done = false;
    output.done.then(() => {
      done = true;
    });
    await setImmediate();
    expect(done).toBe(false);
    port.write('def');
    await output.done;
    target.end();
    expect(await text(target)).toBe('abcdef');
    output.stop();
    expect(target.listenerCount('drain')).toBe(0);
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
    const port = new PassThrough();
    const output = new OutputPump(port, target, () => {});
    output.expect(40);
    for (let part = 0; part < 4; part++) port.write(Buffer.alloc(10));
    let done = false;
    output.done.then(() => {
      done = true;
    });
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    expect({ taken, done }).toEqual({ taken: 10, done: false });
    for (let turn = 0; turn < 20; turn++) {
      release();
      await setImmediate();
    }
    expect({ taken, done }).toEqual({ taken: 40, done: true });
  });

  it('a reader that went away: says so once, throws the rest away, and is no failure', async () => {
    const port = new PassThrough();
    let gone = 0;
    const output = new OutputPump(port, closedPipe(), () => gone++);
    for (let part = 0; part < 100; part++) port.write(Buffer.alloc(65536));
    output.expect(100 * 65536);
    await output.done;
    expect(gone).toBe(1);
    expect(output.failure).toBeUndefined();
  });

  it('a full disk is a failure', async () => {
    const port = new PassThrough();
    const output = new OutputPump(port, closedPipe('ENOSPC'), () => {});
    port.write('abc');
    output.expect(3);
    await output.done;
    expect(output.failure).toMatchObject({ code: 'ENOSPC' });
  });

  it("an error that comes when it was stopped is nobody's", async () => {
    let fail: (error: Error) => void = () => {};
    const target = new Writable({
      write(_chunk, _encoding, done) {
        fail = done;
      },
    });
    const port = new PassThrough();
    const output = new OutputPump(port, target, () => {});
    port.write('abc');
    await setImmediate();
    output.stop();
    fail(new Error('EPIPE'));
    await setImmediate();
    expect(target.destroyed).toBe(true);
  });

  it('nothing at all is done at once', async () => {
    const output = new OutputPump(new PassThrough(), new PassThrough(), () => {});
    output.expect(0);
    await output.done;
  });
});
