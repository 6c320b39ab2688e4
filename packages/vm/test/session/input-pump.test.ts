import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { InputPump } from '../../src/session/input-pump.ts';

/** The pump's end as a promise. */
function pump(source: Readable, port: PassThrough) {
  let end!: (bytes: number) => void;
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });
  return { pump: new InputPump(source, port, end), ended };
}

describe('InputPump', () => {
  it('copies to the end and counts', async () => {
    const port = new PassThrough();
    const { pump: input, ended } = pump(Readable.from([Buffer.from('ab'), Buffer.from('c')]), port);
    input.start();
    expect(await ended).toBe(3);
    port.end();
    expect(await text(port)).toBe('abc');
  });

  it('counts bytes, not characters', async () => {
    const { pump: input, ended } = pump(Readable.from(['é']), new PassThrough());
    input.start();
    expect(await ended).toBe(2);
  });

  it('reads no faster than the guest', async () => {
    let read = 0;
    const source = new Readable({
      read() {
        read++;
        this.push(Buffer.alloc(65536));
      },
    });
    const { pump: input } = pump(source, new PassThrough());
    input.start();
    for (let turn = 0; turn < 100; turn++) await setImmediate();
    expect(read).toBeLessThan(10);
    input.stop();
  });

  it('reads nothing while it is held, also when the guest has taken all, and loses nothing', async () => {
    const source = new PassThrough();
    const port = new PassThrough({ highWaterMark: 4 });
    const { pump: input, ended } = pump(source, port);
    input.start();
    source.write('more than four');
    await setImmediate();
    input.hold();
    port.read();
    source.end('late');
    for (let turn = 0; turn < 10; turn++) await setImmediate();
    expect(port.readableLength).toBe(0);
    expect(source.isPaused()).toBe(true);
    input.start();
    expect(await ended).toBe(18);
    expect(port.read()?.toString()).toBe('late');
  });

  it('reads nothing before its start, and nothing after its stop', async () => {
    const source = new PassThrough();
    const port = new PassThrough();
    const { pump: input } = pump(source, port);
    source.write('early');
    await setImmediate();
    expect(port.readableLength).toBe(0);
    input.start();
    await setImmediate();
    await setImmediate();
    expect(port.readableLength).toBe(5);
    input.stop();
    source.write('late');
    await setImmediate();
    expect(port.readableLength).toBe(5);
    expect(source.listenerCount('data')).toBe(0);
  });

  it.each([
    ['has ended', () => Readable.from([])],
    ['is destroyed', () => new PassThrough().destroy()],
    [
      'fails',
      () =>
        new Readable({
          read() {
            this.destroy(new Error('EISDIR'));
          },
        }),
    ],
  ])('an input that %s is an end', async (name, make) => {
    const source = make();
    if (name === 'has ended') source.resume();
    await setImmediate();
    const { pump: input, ended } = pump(source, new PassThrough());
    input.start();
    expect(await ended).toBe(0);
  });
});
