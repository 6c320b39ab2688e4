import { describe, expect, it } from 'vitest';
import type { ImagePlan } from '../../src/plan/image-plan.ts';
import { ClusterMap } from '../../src/qcow2/cluster-map.ts';
import { Tables } from '../../src/qcow2/tables.ts';

const CLUSTER = 65536;

/** Whose clusters from the first on are all there. */
function mapOf(clusters: number): ClusterMap {
  const none = { count: 0, offset: new Float64Array(), length: new Float64Array() };
  const data = {
    count: 1,
    offset: Float64Array.of(0),
    length: Float64Array.of(clusters * CLUSTER),
  };
  return ClusterMap.of({ metadata: none, data } as unknown as ImagePlan);
}

function tablesOf(clusters: number) {
  const map = mapOf(clusters);
  const size = clusters * CLUSTER;
  const tables = new Tables({ size, map }, 1, 1 + clusters);
  const runs = tables.runs({
    ...{ size, map, references: () => 1 },
    entry: (number) => [0x8000_0000, number],
  });
  const encoded = runs.map(({ offset, length, encode }) => {
    const bytes = Buffer.alloc(length);
    encode(bytes, 0);
    return { offset, bytes };
  });
  return { tables, encoded };
}

describe('tables', () => {
  it('count every cluster of the file once, also their own', () => {
    // One more than a refcount block holds, with the header and the tables.
    for (const clusters of [1, 32_758, 32_759, 32_760, 70_000]) {
      const { tables, encoded } = tablesOf(clusters);
      const blocks = Math.ceil(tables.total / 32_768);
      const counts = Buffer.concat(encoded.slice(1, 1 + blocks).map(({ bytes }) => bytes));
      let counted = 0;
      for (let at = 0; at < counts.length; at += 2) counted += counts.readUInt16BE(at);
      expect(counted).toBe(tables.total);
      expect(tables.total).toBe(1 + tables.clusters + clusters);
    }
  });

  it('follow each other, and lead to one another', () => {
    const { tables, encoded } = tablesOf(10_000);
    const [refcounts, block, l1, ...l2] = encoded;
    expect(encoded.map(({ offset }) => offset)).toEqual([1, 2, 3, 4, 5].map((c) => c * CLUSTER));
    expect(refcounts!.bytes.readBigUInt64BE(0)).toBe(BigInt(block!.offset));
    const copied = 1n << 63n;
    expect(l2.map((_, index) => l1!.bytes.readBigUInt64BE(index * 8))).toEqual(
      l2.map(({ offset }) => copied | BigInt(offset)),
    );
    expect(l2[1]!.bytes.readBigUInt64BE(8)).toBe(copied | 8193n);
    expect(tables.clusters).toBe(5);
  });
});
