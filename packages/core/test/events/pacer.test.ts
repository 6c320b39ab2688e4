import { describe, expect, it } from 'vitest';
import { Pacer } from '../../src/events/pacer.ts';

function busy(milliseconds: number): void {
  for (const end = performance.now() + milliseconds; performance.now() < end; );
}

/** How many steps it takes until it is due. */
function steps(pacer: Pacer): number {
  for (let step = 1; step <= 1000; step++) if (pacer.due()) return step;
  throw new Error('never due');
}

describe('Pacer', () => {
  it('is due after a while of work, and again after a rest', async () => {
    const pacer = new Pacer(new AbortController().signal);
    expect(pacer.due()).toBe(false);
    busy(25);
    expect(steps(pacer)).toBeLessThanOrEqual(2);
    await pacer.rest();
    expect(pacer.due()).toBe(false);
    busy(25);
    expect(steps(pacer)).toBeLessThanOrEqual(2);
  });

  it('does not look at the clock in each step of a fast loop, but is due soon all the same', () => {
    const pacer = new Pacer(new AbortController().signal);
    for (let step = 0; step < 100; step++) pacer.due();
    busy(25);
    expect(steps(pacer)).toBeLessThanOrEqual(8);
  });

  it('looks again in each step when steps have become slow', () => {
    const pacer = new Pacer(new AbortController().signal);
    // It looks in steps 1, 3, 7, 15 and each eighth from there, 95 among them.
    for (let step = 1; step < 95; step++) pacer.due();
    let slow = 0;
    do busy(1.5);
    while (++slow < 1000 && !pacer.due());
    expect(slow).toBeLessThanOrEqual(15);
  });

  it('is due at once when it is aborted, in the middle of a stride', () => {
    const controller = new AbortController();
    const pacer = new Pacer(controller.signal);
    for (let step = 0; step < 100; step++) pacer.due();
    controller.abort();
    expect(pacer.due()).toBe(true);
  });

  it('lets other work of the process have its turn', async () => {
    const pacer = new Pacer(new AbortController().signal);
    let served = false;
    setImmediate(() => {
      served = true;
    });
    await pacer.rest();
    expect(served).toBe(true);
  });

  it("throws the signal's reason, also of an abort during the rest", async () => {
    const reason = new Error('enough');
    const controller = new AbortController();
    const pacer = new Pacer(controller.signal);
    setImmediate(() => controller.abort(reason));
    await expect(pacer.rest()).rejects.toBe(reason);
    await expect(pacer.rest()).rejects.toBe(reason);
  });
});
