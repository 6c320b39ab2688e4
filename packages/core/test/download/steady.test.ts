import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { steady } from '../../src/download/steady.ts';

/** So many chunks, each this long after the one before. */
async function* chunks(count: number, size: number, milliseconds: number) {
  for (let at = 0; at < count; at++) {
    await sleep(milliseconds);
    yield new Uint8Array(size);
  }
}

async function sizeOf(source: AsyncIterable<Uint8Array>, pause = 0): Promise<number> {
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (pause > 0) await sleep(pause);
  }
  return size;
}

describe('steady', () => {
  it('lets through what comes fast enough', async () => {
    expect(await sizeOf(steady(chunks(5, 100, 10), { window: 20, least: 100 }))).toBe(500);
  });

  it('ends what trickles', async () => {
    const trickle = steady(chunks(10_000, 1, 2), { window: 40, least: 1000 });
    await expect(sizeOf(trickle)).rejects.toMatchObject({
      ...{ code: 'DOWNLOAD_FAILED', again: true },
      message: expect.stringMatching(/^only \d+ bytes came within/),
    });
  });

  it('does not blame the source for a slow reader', async () => {
    expect(await sizeOf(steady(chunks(4, 100, 0), { window: 20, least: 90 }), 30)).toBe(400);
  });
});
