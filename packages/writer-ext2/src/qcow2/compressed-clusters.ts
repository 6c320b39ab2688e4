import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import { WriteBuffer } from '@supermin/core/writer';
import { NumberList } from '../plan/number-list.ts';
import { CLUSTER_SIZE, COPIED, compressedUpperHalf } from './format.ts';

const deflate = promisify(deflateRaw);

/** QEMU unpacks with a window of 4 KB. */
const OPTIONS = { windowBits: 12, memLevel: 9, level: 6 };

const EMPTY = Buffer.alloc(CLUSTER_SIZE);

/** The cluster without what it does not have: undefined if it is all zeros; as it is, if it does not get smaller. */
export async function packCluster(cluster: Buffer): Promise<Buffer | undefined> {
  if (cluster.equals(EMPTY)) return undefined;
  const packed = await deflate(cluster, OPTIONS);
  return packed.length < CLUSTER_SIZE ? packed : cluster;
}

/** Clusters that are written one behind the other from the file's second on: compressed ones at any byte, others at a cluster's start. */
export class CompressedClusters {
  readonly #output: WriteBuffer;
  readonly #upper = new NumberList(Uint32Array);
  readonly #lower = new NumberList(Uint32Array);
  /** By cluster of the file. */
  readonly #references = new NumberList(Uint32Array);
  #end = CLUSTER_SIZE;

  constructor(fd: number) {
    this.#output = new WriteBuffer(fd);
    this.#references.push(1);
  }

  /** Clusters of the file, with the header. */
  get clusters(): number {
    return Math.ceil(this.#end / CLUSTER_SIZE);
  }

  /** The next one, as `packCluster` gives it. */
  add(packed: Buffer | undefined): void {
    if (packed === undefined) {
      this.#addEntry(0, 0);
      return;
    }
    const isPacked = packed.length < CLUSTER_SIZE;
    const offset = isPacked ? this.#end : this.clusters * CLUSTER_SIZE;
    this.#write(packed, offset);
    const upper = isPacked
      ? compressedUpperHalf(offset, packed.length)
      : (COPIED | Math.floor(offset / 2 ** 32)) >>> 0;
    this.#addEntry(upper, offset % 2 ** 32);
    const last = Math.floor((this.#end - 1) / CLUSTER_SIZE);
    for (let cluster = Math.floor(offset / CLUSTER_SIZE); cluster <= last; cluster++) {
      if (cluster === this.#references.length) this.#references.push(1);
      else this.#references.set(cluster, this.#references.at(cluster) + 1);
    }
  }

  flush(): void {
    this.#output.flush();
  }

  entry(number: number): readonly [number, number] {
    return [this.#upper.at(number), this.#lower.at(number)];
  }

  references(cluster: number): number {
    return this.#references.at(cluster);
  }

  #addEntry(upper: number, lower: number): void {
    this.#upper.push(upper);
    this.#lower.push(lower);
  }

  #write(bytes: Buffer, offset: number): void {
    if (bytes.length > this.#output.room) this.#output.flush();
    this.#output.seek(offset);
    this.#output.buffer.set(bytes, this.#output.fill);
    this.#output.fill += bytes.length;
    this.#end = offset + bytes.length;
  }
}
