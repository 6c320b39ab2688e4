import { describe, expect, it } from 'vitest';
import { FreeSpace } from '../../src/layout/free-space.ts';
import { freeBlocks, planGeometry } from '../../src/layout/geometry.ts';

const geometry = planGeometry(300 * 2 ** 20, 0)!;
// Groups of 32,768, 32,768 and 11,264 blocks; 19,200 inodes in 400 blocks a group; 1 descriptor block and 18 reserved.
const FIRST = 1 + 1 + 18 + 2 + 400;
const IN_GROUP_0 = 32_768 - FIRST;
const IN_GROUP_2 = 11_264 - 402;

describe('FreeSpace', () => {
  const space = new FreeSpace(geometry);

  it('counts what no structure takes', () => {
    expect(space.size).toBe(2 * IN_GROUP_0 + IN_GROUP_2);
    for (const bytes of [2 ** 20, 2 ** 30, 2 ** 37, 2 ** 44]) {
      const each = planGeometry(bytes, 0)!;
      expect(new FreeSpace(each).size, `${bytes}`).toBe(freeBlocks(each));
    }
  });

  it('goes on behind the structures of the next group', () => {
    expect(space.blockAt(0)).toBe(FIRST);
    expect(space.blockAt(IN_GROUP_0 - 1)).toBe(32_767);
    expect(space.blockAt(IN_GROUP_0)).toBe(32_768 + FIRST);
    expect(space.blockAt(2 * IN_GROUP_0)).toBe(65_536 + 402);
    expect(space.blockAt(space.size - 1)).toBe(65_536 + 11_263);
    // Back again: the cursor is only a guess.
    expect(space.blockAt(3)).toBe(FIRST + 3);
  });

  it('says how far blocks follow each other', () => {
    expect(space.contiguous(0, 100)).toBe(100);
    expect(space.contiguous(0, 100_000)).toBe(IN_GROUP_0);
    expect(space.contiguous(IN_GROUP_0 - 2, 10)).toBe(2);
    expect(space.contiguous(IN_GROUP_0, 10)).toBe(10);
  });

  it('says how much of a group is used', () => {
    expect([0, 1, 2].map((group) => space.usedInGroup(group, IN_GROUP_0 + 7))).toEqual([
      IN_GROUP_0,
      7,
      0,
    ]);
    expect(space.usedInGroup(1, space.size)).toBe(IN_GROUP_0);
    expect(space.usedInGroup(2, space.size)).toBe(IN_GROUP_2);
  });

  it('agrees with itself over all groups of a large image', () => {
    const large = new FreeSpace(planGeometry(2 ** 40, 0)!);
    let previous = -1;
    for (let position = 0; position < large.size; position += 9_973) {
      const block = large.blockAt(position);
      expect(block).toBeGreaterThan(previous);
      previous = block;
    }
  });
});
