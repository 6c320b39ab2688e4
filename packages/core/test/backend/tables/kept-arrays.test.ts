import { readdirSync, readFileSync, truncateSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { type KeptShape, keptArrays } from '../../../src/backend/tables/kept-arrays.ts';

interface Parts {
  starts: Uint32Array;
  ends: Uint32Array;
  names: Buffer;
  more: Buffer;
}

const SHAPE: KeptShape<Parts> = {
  kind: 'tables',
  layout: 3,
  arrays: ['starts', 'ends'],
  texts: ['names', 'more'],
};

const PARTS: Parts = {
  starts: Uint32Array.of(1, 2, 0xffffffff),
  ends: Uint32Array.of(),
  names: Buffer.from('a\xffb', 'latin1'),
  more: Buffer.from('the last one'),
};

const plain = ({ starts, ends, names, more }: Parts) => ({
  starts: [...starts],
  ends: [...ends],
  names: names.toString('latin1'),
  more: more.toString('latin1'),
});

/** Asks for the arrays of these facts; counts how often they are made. */
class Cache {
  made = 0;
  readonly directory = `${scratchDirectory()}/cache`;

  async get(facts: string[] = ['x'], shape = SHAPE, parts = PARTS) {
    const make = async () => {
      this.made++;
      return parts;
    };
    return plain(await keptArrays(this.directory, facts, shape, make));
  }

  get files() {
    return readdirSync(`${this.directory}/tables`).map(
      (name) => `${this.directory}/tables/${name}`,
    );
  }
}

describe('keptArrays', () => {
  it('are made once, and read again as they were', async () => {
    const cache = new Cache();
    expect(await cache.get()).toEqual(plain(PARTS));
    expect(await cache.get()).toEqual(plain(PARTS));
    expect(cache.made).toBe(1);
    expect(cache.files).toHaveLength(1);
  });

  it('of any lengths', async () => {
    const cache = new Cache();
    for (let length = 0; length < 10; length++) {
      const parts = {
        starts: Uint32Array.from({ length }, (_, at) => at * 3),
        ends: Uint32Array.from({ length: 9 - length }, (_, at) => at),
        names: Buffer.alloc(length, 'n'),
        more: Buffer.alloc(2 * length, 'm'),
      };
      for (let twice = 0; twice < 2; twice++) {
        expect(await cache.get([`${length}`], SHAPE, parts)).toEqual(plain(parts));
      }
    }
    expect(cache.made).toBe(10);
  });

  it('that are parts of a larger memory are kept alone', async () => {
    const cache = new Cache();
    const parts = { ...PARTS, starts: Uint32Array.of(7, 8, 9).subarray(1, 2) };
    await cache.get(['x'], SHAPE, parts);
    expect((await cache.get()).starts).toEqual([8]);
    // Four lengths, and each part up to the next multiple of 8.
    expect(readFileSync(cache.files[0]!)).toHaveLength(32 + 8 + 0 + 8 + 16);
  });

  it('follow from all facts, in order, and from the layout', async () => {
    const cache = new Cache();
    await cache.get(['x', 'y']);
    for (const facts of [['x'], ['y', 'x'], ['xy'], ['x', 'y', '']]) await cache.get(facts);
    await cache.get(['x', 'y'], { ...SHAPE, layout: 4 });
    expect(cache.made).toBe(6);
  });

  it('are made again where the file is damaged', async () => {
    const cache = new Cache();
    await cache.get();
    truncateSync(cache.files[0]!, 40);
    expect(await cache.get()).toEqual(plain(PARTS));
    expect(cache.made).toBe(2);
  });

  it('are nothing that is kept where making them fails', async () => {
    const cache = new Cache();
    const fail = () => Promise.reject(new Error('no'));
    await expect(keptArrays(cache.directory, ['x'], SHAPE, fail)).rejects.toThrow('no');
    expect(cache.files).toEqual([]);
  });
});
