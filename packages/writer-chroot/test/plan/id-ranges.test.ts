import { mount } from '@supermin/test-support/mounts';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { IdRanges, ownIdRanges } from '../../src/plan/id-ranges.ts';

describe('IdRanges', () => {
  it.each([
    // One id, as `unshare -Ur` makes it.
    ['         0       1000          1\n', [0], [1, 1000, 65534]],
    // As newuidmap(1) makes it for rootless containers.
    ['0 1000 1\n1 100000 65536\n', [0, 1, 65536], [65537]],
    ['5 100 2\n', [5, 6], [0, 4, 7]],
    // All but one are not all.
    ['1 0 4294967294\n', [1, 4_294_967_294], [0]],
    ['0 0 4294967294\n', [0], [4_294_967_294]],
    ['0 0 1 9\n', [], [0]],
    ['', [], [0]],
    ['junk\n', [], [0]],
  ])('%j', (map, there, missing) => {
    const ranges = new IdRanges(map);
    for (const id of there) expect(ranges.has(id)).toBe(true);
    for (const id of missing) expect(ranges.has(id)).toBe(false);
    expect(ranges.isAll).toBe(false);
  });

  it('of the first namespace: all', () => {
    const ranges = new IdRanges('         0          0 4294967295\n');
    expect(ranges.isAll).toBe(true);
    expect(ranges.has(4_294_967_294)).toBe(true);
  });

  it('of this process', () => {
    expect(ownIdRanges('uid')?.has(process.getuid!()) ?? true).toBe(true);
  });

  it.each(['uid', 'gid'] as const)("of this process: what the kernel's %s_map says", (kind) => {
    const path = `${scratchDirectory({ map: '0 1000 1\n' })}/map`;
    // Only root may, and not in every container.
    if (!mount(`/proc/${process.pid}/${kind}_map`, '--bind', path)) {
      console.log(`not checked, because nothing can be mounted here: ${kind}_map`);
      return;
    }
    const ranges = ownIdRanges(kind);
    expect([0, 1].map((id) => ranges?.has(id))).toEqual([true, false]);
  });
});
