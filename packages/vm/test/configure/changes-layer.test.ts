import { describe, expect, it } from 'vitest';
import { limited } from '../../src/configure/changes-layer.ts';

async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) yield Buffer.alloc(1000);
}

describe('the archive of a configured root', () => {
  it('ends where it becomes larger than a root may be, also if nothing in it makes a difference', async () => {
    let length = 0;
    const read = async () => {
      for await (const chunk of limited(endless(), 4500)) length += chunk.length;
    };
    await expect(read()).rejects.toMatchObject({
      code: 'LAYER_SIZE',
      message: 'the configured root: unpacks to too much: there may be 4500 bytes in all',
    });
    expect(length).toBe(4000);
  });
});
