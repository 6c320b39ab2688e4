import type { ImagePlan } from '../plan/image-plan.ts';
import { NumberList } from '../plan/number-list.ts';
import { CLUSTER_SIZE } from './format.ts';

/** The clusters of an image that hold something, numbered in their order. */
export class ClusterMap {
  /** By run of clusters that follow each other: the first, and how many there are before the run. */
  readonly #first = new NumberList(Float64Array);
  readonly #before = new NumberList(Float64Array);
  #end = 0;
  #count = 0;

  static of({ metadata, data }: Pick<ImagePlan, 'metadata' | 'data'>): ClusterMap {
    const map = new ClusterMap();
    let run = 0;
    let extent = 0;
    while (run < metadata.count || extent < data.count) {
      const takeRun =
        extent >= data.count ||
        (run < metadata.count && metadata.offset[run]! < data.offset[extent]!);
      if (takeRun) map.#add(metadata.offset[run]!, metadata.length[run++]!);
      else map.#add(data.offset[extent]!, data.length[extent++]!);
    }
    return map;
  }

  /** How many there are. */
  get count(): number {
    return this.#count;
  }

  /** The number of a cluster, which is one of them. */
  numberOf(cluster: number): number {
    const run = this.#runBefore(this.#first, cluster);
    return this.#before.at(run) + cluster - this.#first.at(run);
  }

  /** The cluster of a number. */
  clusterOf(number: number): number {
    const run = this.#runBefore(this.#before, number);
    return this.#first.at(run) + number - this.#before.at(run);
  }

  /** Parts rise by where they begin. */
  #add(offset: number, length: number): void {
    const first = Math.max(Math.floor(offset / CLUSTER_SIZE), this.#end);
    const end = Math.ceil((offset + length) / CLUSTER_SIZE);
    if (end <= first) return;
    if (first > this.#end || this.#count === 0) {
      this.#first.push(first);
      this.#before.push(this.#count);
    }
    this.#count += end - first;
    this.#end = end;
  }

  /** The last run that begins at or before `value`. */
  #runBefore(starts: NumberList<Float64Array>, value: number): number {
    let low = 0;
    for (let high = starts.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if (starts.at(middle) <= value) low = middle;
      else high = middle;
    }
    return low;
  }
}
