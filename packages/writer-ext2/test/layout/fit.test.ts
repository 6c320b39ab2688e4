import { describe, expect, it } from 'vitest';
import { fit, smallestSize } from '../../src/layout/fit.ts';
import { FreeSpace } from '../../src/layout/free-space.ts';
import { parseSize } from '../../src/layout/size-request.ts';
import { formatSize } from '../../src/size-text.ts';

const MIB = 2 ** 20;

/** From next to nothing to much, around the ends of groups, and with far more inodes than blocks would give. */
const LOADS = [6, 100, 8000, 32_000, 32_237, 32_300, 65_000, 1_000_000].flatMap((blocks) =>
  [12, 20_000, 40_000, 500_000].map((inodes) => ({ blocks, inodes })),
);

describe('fit', () => {
  it('takes the size that it is told, to the byte', () => {
    const load = { blocks: 100, inodes: 50 };
    expect(fit(parseSize('20971521b'), load)?.size).toBe(20_971_521);
    expect(fit(parseSize('300K'), load)).toBeUndefined();
  });

  it('finds a smallest size that is enough, and nearly the smallest', () => {
    for (const load of LOADS) {
      const size = smallestSize(load)!;
      expect(fit({ kind: 'fixed', bytes: size }, load), `${size}`).toBeDefined();
      const less = size - 12 * MIB;
      if (less > 0) {
        expect(fit({ kind: 'fixed', bytes: less }, load), `${less}`).toBeUndefined();
      }
    }
  });

  it('names a size that works, and no smaller one does: 60K, where it said 1M', () => {
    for (const load of [
      { blocks: 6, inodes: 12 },
      { blocks: 40, inodes: 30 },
      ...LOADS.slice(0, 8),
    ]) {
      const size = smallestSize(load)!;
      const written = parseSize(formatSize(size));
      expect(written).toEqual({ kind: 'fixed', bytes: size });
      expect(fit(written, load)).toBeDefined();
      for (let less = size - 4096; less > 0 && less > size - 8 * MIB; less -= 4096) {
        const shorter = parseSize(formatSize(less)) as { kind: 'fixed'; bytes: number };
        if (shorter.bytes < size) expect(fit(shorter, load), `${less}`).toBeUndefined();
      }
    }
  });

  it('leaves as much free as it is asked to, for everybody', () => {
    for (const load of LOADS) {
      const { geometry, size } = fit(parseSize('+1G'), load)!;
      const free = new FreeSpace(geometry).size - load.blocks;
      expect((free - geometry.reservedBlocks) * 4096).toBeGreaterThanOrEqual(2 ** 30);
      expect(size % MIB).toBe(0);
    }
  });

  it('leaves room to spare by itself', () => {
    for (const load of LOADS) {
      const { geometry } = fit(parseSize('auto'), load)!;
      const free = (new FreeSpace(geometry).size - load.blocks) * 4096;
      expect(free).toBeGreaterThanOrEqual(256 * MIB);
      expect(free).toBeGreaterThanOrEqual(load.blocks * 1024);
    }
  });

  it('knows when nothing is enough', () => {
    expect(smallestSize({ blocks: 2 ** 32, inodes: 12 })).toBeUndefined();
    expect(fit(parseSize('+16000G'), { blocks: 2 ** 28, inodes: 12 })).toBeUndefined();
  });
});
