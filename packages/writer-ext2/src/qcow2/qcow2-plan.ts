import type { ImagePlan } from '../plan/image-plan.ts';
import type { Metadata } from '../plan/metadata.ts';
import { ClusterMap } from './cluster-map.ts';
import { CLUSTER_SIZE, COPIED } from './format.ts';
import { type TableRun, Tables } from './tables.ts';

/** QEMU counts disks in these, and rounds a raw file up to one. */
const SECTOR = 512;

/** Bytes of the disk in a qcow2 file of this image. */
export function diskSize({ size }: Pick<ImagePlan, 'size'>): number {
  return Math.ceil(size / SECTOR) * SECTOR;
}

/**
 * The plan of an image as a qcow2 file: that of another file, which has the same data elsewhere.
 *
 *     header │ tables │ the clusters that hold something, in their order
 *
 * What follows each other in a raw image does so here, too: all clusters in between hold some of it. So no extent is cut. The
 * filesystem's block 0 is no longer the first run; without its header, which is, the file is no disk.
 */
export function qcow2Plan(plan: ImagePlan): ImagePlan {
  const map = ClusterMap.of(plan);
  const size = diskSize(plan);
  // Where the data begins depends on how large the tables are, which depends on how much data there is, but not where.
  const tables = new Tables({ size, map }, 1, 1 + map.count);
  const first = 1 + tables.clusters;
  const place = (offset: number) => {
    const cluster = Math.floor(offset / CLUSTER_SIZE);
    return (first + map.numberOf(cluster)) * CLUSTER_SIZE + (offset % CLUSTER_SIZE);
  };
  const runs = tables.runs({
    size,
    map,
    entry: (number) => {
      const offset = (first + number) * CLUSTER_SIZE;
      return [(Math.floor(offset / 2 ** 32) | COPIED) >>> 0, offset % 2 ** 32];
    },
    references: () => 1,
  });
  const header = {
    offset: 0,
    length: plan.blockSize,
    encode: (target: Buffer, at: number) => tables.encodeHeader(target, at),
  };
  return {
    ...plan,
    size: tables.total * CLUSTER_SIZE,
    metadata: new MovedMetadata([header, ...runs], plan.metadata, place),
    data: { ...plan.data, offset: plan.data.offset.map(place) },
  };
}

/** The filesystem's own blocks behind the tables. */
class MovedMetadata implements Metadata {
  readonly offset: Float64Array;
  readonly length: Float64Array;

  constructor(
    private readonly runs: readonly TableRun[],
    private readonly inner: Metadata,
    place: (offset: number) => number,
  ) {
    this.offset = Float64Array.from([
      ...runs.map(({ offset }) => offset),
      ...inner.offset.map(place),
    ]);
    this.length = Float64Array.from([...runs.map(({ length }) => length), ...inner.length]);
  }

  get count(): number {
    return this.length.length;
  }

  encode(run: number, target: Buffer, at: number): void {
    const table = this.runs[run];
    if (table === undefined) this.inner.encode(run - this.runs.length, target, at);
    else table.encode(target, at);
  }
}
