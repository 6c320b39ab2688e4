import type { ClusterMap } from './cluster-map.ts';
import { CLUSTER_SIZE, COPIED, ENTRIES, encodeHeader, encodeOffset, REFCOUNTS } from './format.ts';

/** What the tables of a file tell of the clusters of its disk. */
export interface Mapping {
  /** Bytes of the disk. */
  size: number;
  map: ClusterMap;
  /** The L2 entry of a cluster by its number: two halves; zeros for one that is not there. */
  entry(number: number): readonly [upper: number, lower: number];
  /** Clusters of the file, by the index of one, that hold data: how often each is referred to. */
  references(cluster: number): number;
}

/** A part of the file: in bytes, whole clusters. */
export interface TableRun {
  offset: number;
  length: number;
  /** Into zeros. */
  encode(target: Buffer, at: number): void;
}

/** How many clusters each kind of table takes. */
interface Sizes {
  l1: number;
  refcountTable: number;
  refcountBlocks: number;
}

/**
 * The tables of a file, all in one place:
 *
 *     refcount table │ refcount blocks │ L1 table │ L2 tables
 */
export class Tables {
  /** Clusters of the whole file. */
  readonly total: number;
  readonly #sizes: Sizes;
  /** L2 tables that are there, by their place in the L1 table. */
  readonly #l2: number[];
  readonly #l1Entries: number;

  /**
   * @param start the cluster that they begin at
   * @param others clusters of the file besides them, with the header
   */
  constructor(
    private readonly mapping: Pick<Mapping, 'size' | 'map'>,
    private readonly start: number,
    others: number,
  ) {
    this.#l2 = l2Tables(mapping.map);
    this.#l1Entries = Math.ceil(Math.ceil(mapping.size / CLUSTER_SIZE) / ENTRIES);
    this.#sizes = sizesFor(this.#l1Entries, others + this.#l2.length);
    this.total = others + this.clusters;
  }

  /** How many clusters they take. */
  get clusters(): number {
    const { l1, refcountTable, refcountBlocks } = this.#sizes;
    return refcountTable + refcountBlocks + l1 + this.#l2.length;
  }

  encodeHeader(target: Buffer, at: number): void {
    const fields = {
      size: this.mapping.size,
      l1Entries: this.#l1Entries,
      l1Offset: this.#l1Start * CLUSTER_SIZE,
      refcountTableOffset: this.start * CLUSTER_SIZE,
      refcountTableClusters: this.#sizes.refcountTable,
    };
    encodeHeader(fields, target, at);
  }

  /** In the order of the file. */
  runs(mapping: Mapping): TableRun[] {
    const { l1, refcountTable, refcountBlocks } = this.#sizes;
    const blocks = this.start + refcountTable;
    const l2 = this.#l1Start + l1;
    return [
      run(this.start, refcountTable, (target, at) =>
        encodeTable({ indexes: range(refcountBlocks), first: blocks, flags: 0 }, target, at),
      ),
      ...range(refcountBlocks).map((block) =>
        run(blocks + block, 1, (target, at) => this.#encodeCounts(mapping, block, target, at)),
      ),
      run(this.#l1Start, l1, (target, at) =>
        encodeTable({ indexes: this.#l2, first: l2, flags: COPIED }, target, at),
      ),
      ...this.#l2.map((table, index) =>
        run(l2 + index, 1, (target, at) => encodeL2(mapping, table, target, at)),
      ),
    ];
  }

  get #l1Start(): number {
    return this.start + this.#sizes.refcountTable + this.#sizes.refcountBlocks;
  }

  #encodeCounts(mapping: Mapping, block: number, target: Buffer, at: number): void {
    const first = block * REFCOUNTS;
    const end = Math.min(first + REFCOUNTS, this.total);
    for (let cluster = first; cluster < end; cluster++) {
      const isTable = cluster >= this.start && cluster < this.start + this.clusters;
      const count = cluster === 0 || isTable ? 1 : mapping.references(cluster);
      target.writeUInt16BE(count, at + (cluster - first) * 2);
    }
  }
}

function run(cluster: number, clusters: number, encode: TableRun['encode']): TableRun {
  return { offset: cluster * CLUSTER_SIZE, length: clusters * CLUSTER_SIZE, encode };
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Reference counts count the clusters of the reference counts, too. */
function sizesFor(l1Entries: number, others: number): Sizes {
  const sizes = { l1: Math.ceil(l1Entries / ENTRIES), refcountTable: 1, refcountBlocks: 1 };
  for (;;) {
    const total = others + sizes.l1 + sizes.refcountTable + sizes.refcountBlocks;
    const blocks = Math.ceil(total / REFCOUNTS);
    if (blocks <= sizes.refcountBlocks) return sizes;
    sizes.refcountBlocks = blocks;
    sizes.refcountTable = Math.ceil(blocks / ENTRIES);
  }
}

/** Those that hold a cluster. */
function l2Tables(map: ClusterMap): number[] {
  const tables: number[] = [];
  for (let number = 0; number < map.count; ) {
    const table = Math.floor(map.clusterOf(number) / ENTRIES);
    tables.push(table);
    number = firstFrom(map, (table + 1) * ENTRIES);
  }
  return tables;
}

/** A table whose entries `indexes` lead to the clusters from `first` on. */
function encodeTable(
  { indexes, first, flags }: { indexes: readonly number[]; first: number; flags: number },
  target: Buffer,
  at: number,
): void {
  indexes.forEach((index, place) => {
    encodeOffset((first + place) * CLUSTER_SIZE, flags, target, at + index * 8);
  });
}

function encodeL2({ map, entry }: Mapping, table: number, target: Buffer, at: number): void {
  const first = table * ENTRIES;
  for (let number = firstFrom(map, first); number < map.count; number++) {
    const index = map.clusterOf(number) - first;
    if (index >= ENTRIES) return;
    const [upper, lower] = entry(number);
    target.writeUInt32BE(upper, at + index * 8);
    target.writeUInt32BE(lower, at + index * 8 + 4);
  }
}

/** The number of the first cluster from this one on. */
function firstFrom(map: ClusterMap, cluster: number): number {
  let low = 0;
  for (let high = map.count; low < high; ) {
    const middle = (low + high) >> 1;
    if (map.clusterOf(middle) < cluster) low = middle + 1;
    else high = middle;
  }
  return low;
}
