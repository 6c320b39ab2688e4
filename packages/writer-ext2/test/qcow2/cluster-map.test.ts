import { describe, expect, it } from 'vitest';
import type { ImagePlan } from '../../src/plan/image-plan.ts';
import { ClusterMap } from '../../src/qcow2/cluster-map.ts';

const CLUSTER = 65536;

type Parts = readonly (readonly [offset: number, length: number])[];

function mapOf(metadata: Parts, data: Parts): ClusterMap {
  const columns = (parts: Parts) => ({
    count: parts.length,
    offset: Float64Array.from(parts.map(([offset]) => offset)),
    length: Float64Array.from(parts.map(([, length]) => length)),
  });
  return ClusterMap.of({
    metadata: columns(metadata),
    data: columns(data),
  } as unknown as ImagePlan);
}

function clustersOf(map: ClusterMap): number[] {
  return Array.from({ length: map.count }, (_, number) => map.clusterOf(number));
}

describe('the clusters that hold something', () => {
  it.each<[string, Parts, Parts, number[]]>([
    ['nothing', [], [], []],
    ['a block', [[0, 4096]], [], [0]],
    ['two blocks of one', [[0, 4096]], [[61440, 4096]], [0]],
    ['what ends in the next one', [[61440, 8192]], [], [0, 1]],
    ['what ends with one', [[0, CLUSTER]], [], [0]],
    [
      'both kinds, in turns',
      [
        [0, 1],
        [5 * CLUSTER, 1],
      ],
      [
        [2 * CLUSTER, 1],
        [9 * CLUSTER, 1],
      ],
      [0, 2, 5, 9],
    ],
    [
      'an end that overlaps',
      [
        [0, 3 * CLUSTER],
        [7 * CLUSTER, 1],
      ],
      [
        [CLUSTER, 4096],
        [2.5 * CLUSTER, CLUSTER],
      ],
      [0, 1, 2, 3, 7],
    ],
    ['only data, far away', [], [[2 ** 44, 10]], [2 ** 28]],
  ])('%s', (_, metadata, data, expected) => {
    const map = mapOf(metadata, data);
    expect(clustersOf(map)).toEqual(expected);
    expect(expected.map((cluster) => map.numberOf(cluster))).toEqual(expected.map((_, i) => i));
  });
});
