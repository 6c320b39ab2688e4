import { describe, expect, it } from 'vitest';
import { Pacer } from '../../src/events/pacer.ts';

function busy(milliseconds: number): void {
  for (const end = performance.now() + milliseconds; performance.now() < end; );
}

describe('Pacer', () => {
  it('is due after a while of work, and again after a rest', async () => {
    const pacer = new Pacer(new AbortController().signal);
    expect(pacer.due()).toBe(false);
    busy(25);
    expect(pacer.due()).toBe(true);
    await pacer.rest();
    expect(pacer.due()).toBe(false);
    busy(25);
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
