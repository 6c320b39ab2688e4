import type { FileNode } from '@supermin/core/writer';
import { describe, expect, it } from 'vitest';
import { AheadPlan, keptAhead } from '../../src/plan/plan-ahead.ts';
import { directory, hostFile, plan, treeOf } from '../support/trees.ts';

const SIZE = 64 * 2 ** 20;

const planAhead = (files: readonly FileNode[], size: number) => AheadPlan.of(size)?.place(files);

/** Files that come first, and what may come before and behind them in the tree. */
function sample(more: Record<string, FileNode> = {}) {
  const ahead = [
    hostFile('/lib/one.ko', 5000),
    hostFile('/lib/empty', 0),
    hostFile('/lib/two.ko', 70_000),
  ];
  const [one, empty, two] = ahead as [FileNode, FileNode, FileNode];
  const tree = treeOf({
    '/lib/m': directory(),
    '/lib/m/one.ko': one,
    '/lib/m/two.ko': two,
    '/lib/m/empty': empty,
    ...more,
  });
  return { ahead, tree };
}

const others = { '/a': hostFile('/a', 300_000), '/z': hostFile('/z', 9000) };

describe('files ahead', () => {
  it('lie where they were expected, whatever else is in the tree', () => {
    const { ahead, tree } = sample(others);
    const placed = planAhead(ahead, SIZE)!;
    const whole = plan(tree, '64M', { ahead });
    expect([...placed.extents.offset]).toEqual([...whole.data.offset].slice(0, 2));
    expect([...placed.extents.length]).toEqual([5000, 70_000]);
    expect(whole.aheadExtents).toBe(2);
    expect(keptAhead(whole, [placed])).toBe(2);
  });

  it('may come in portions, and not all of them', () => {
    const { ahead, tree } = sample(others);
    const { '/z': z, '/a': a } = others;
    const whole = plan(tree, '64M', { ahead: [...ahead, z, a] });
    const foreseen = AheadPlan.of(SIZE)!;
    const portions = [foreseen.place(ahead)!, foreseen.place([z])!];
    expect(keptAhead(whole, portions)).toBe(3);
    expect(whole.aheadExtents).toBe(4);
    expect(keptAhead(plan(tree, '64M', { ahead }), portions)).toBeUndefined();
    expect(keptAhead(whole, portions.toReversed())).toBeUndefined();
    expect(foreseen.place([hostFile('/large', SIZE)])).toBeUndefined();
  });

  it('leave their places in order: no two extents share a block', () => {
    const { ahead, tree } = sample(others);
    const { data } = plan(tree, '64M', { ahead });
    expect(data.count).toBe(4);
    for (let extent = 1; extent < data.count; extent++) {
      expect(data.offset[extent]).toBeGreaterThanOrEqual(
        data.offset[extent - 1]! + data.length[extent - 1]!,
      );
    }
  });

  it('are not taken for the same when one is missing, another, or shorter', () => {
    const { ahead, tree } = sample(others);
    const placed = planAhead(ahead, SIZE)!;
    tree.put('/lib/m/two.ko', hostFile('/other/two.ko', 70_000));
    expect(keptAhead(plan(tree, '64M', { ahead }), [placed])).toBeUndefined();
    const again = sample(others);
    again.ahead[2]!.size = 69_999;
    const planned = plan(again.tree, '64M', again);
    expect(keptAhead(planned, [planAhead(ahead, SIZE)!])).toBeUndefined();
  });

  it('are not taken for the same when more inodes than usual move everything', () => {
    const many = Object.fromEntries(
      Array.from({ length: 6000 }, (_, n) => [`/many/${n}`, hostFile('/many', 0)]),
    );
    const { ahead, tree } = sample(many);
    const planned = plan(tree, '64M', { ahead });
    expect(keptAhead(planned, [planAhead(ahead, SIZE)!])).toBeUndefined();
  });

  it('are not begun if they do not fit', () => {
    expect(planAhead([hostFile('/large', 2 * SIZE)], SIZE)).toBeUndefined();
    expect(planAhead([hostFile('/small', 1)], 1000)).toBeUndefined();
  });
});
