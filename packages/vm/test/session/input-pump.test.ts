import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { InputPump } from '../../src/session/input-pump.ts';

describe('InputPump', () => {
  it('copies to the end, bytes and text', async () => {
    const port = new PassThrough();
    new InputPump(Readable.from([Buffer.from('ab'), 'é']), port).start();
    expect(await text(port)).toBe('abé');
  });

  it('reads no faster than the guest', async () => {
    let read = 0;
    const source = new Readable({
      read() {
        read++;
        this.push(Buffer.alloc(65536));
      },
    });
    const input = new InputPump(source, new PassThrough());
    input.start();
    for (let turn = 0; turn < 100; turn++) await setImmediate();
    expect(read).toBeLessThan(10);
    input.stop();
  });

  it('reads nothing while it is held, also when the guest has taken all, and loses nothing', async () => {
    const source = new PassThrough();
    const port = new PassThrough({ highWaterMark: 4 });
    const input = new InputPump(source, port);
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
    expect(await text(port)).toBe('late');
  });

  it('reads nothing before its start, and nothing after its stop', async () => {
    const source = new PassThrough();
    const port = new PassThrough();
    const input = new InputPump(source, port);
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
    const port = new PassThrough();
    new InputPump(source, port).start();
    expect(await text(port)).toBe('');
  });

  it('an input that has ended or was destroyed before is empty', async () => {
    const ended = Readable.from([]);
    await text(ended);
    const destroyed = new PassThrough();
    destroyed.destroy();
    for (const source of [ended, destroyed]) {
      const port = new PassThrough();
      new InputPump(source, port).start();
      expect(await text(port)).toBe('');
    }
  });

  it('an input that breaks, or is closed, has ended', async () => {
    for (const error of [new Error('EIO'), undefined]) {
      const source = new PassThrough();
      const port = new PassThrough();
      new InputPump(source, port).start();
      source.write('some');
      await setImmediate();
      source.destroy(error);
      expect(await text(port)).toBe('some');
    }
  });

  it('is started once, and not again when it was stopped', () => {
    const source = new PassThrough();
    const pump = new InputPump(source, new PassThrough());
    pump.start();
    pump.start();
    expect(source.listenerCount('data')).toBe(1);
    pump.stop();
    pump.stop();
    pump.start();
    pump.hold();
    expect(source.listenerCount('data')).toBe(0);
    expect(source.isPaused()).toBe(true);
  });
});
