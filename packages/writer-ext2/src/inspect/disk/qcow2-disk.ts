import { inflateRawSync } from 'node:zlib';
import { COMPRESSED } from '../../qcow2/format.ts';
import { damaged, unsupported } from '../errors.ts';
import { ByteCache } from './byte-cache.ts';
import type { Disk } from './disk.ts';
import { QCOW2_HEADER_SIZE, type Qcow2Header, readQcow2Header } from './qcow2-header.ts';

/** Bytes of an L1 or L2 entry that are part of an offset: the upper half, and the lower one. */
const UPPER_OFFSET = 0x00ff_ffff;
const LOWER_OFFSET = 0xffff_fe00;
const ALL_ZEROS = 0x1;

const SECTOR = 512;

/** Of tables, and of unpacked clusters, which are asked for a block at a time. */
const CACHE_BYTES = 16 << 20;

/**
 * The disk in a qcow2 file, ours or qemu-img's: https://www.qemu.org/docs/master/interop/qcow2.html
 *
 *     L1 table ─► L2 tables ─► clusters, as they are, compressed, or not there: zeros
 *
 * What has more than that (backing files, encryption) is an error. Reference counts are not looked at.
 */
export class Qcow2Disk implements Disk {
  readonly name: Disk['name'];
  readonly size: number;
  readonly packed: { name: string; size: number };
  readonly #l1: Buffer;
  readonly #tables = new ByteCache(CACHE_BYTES);
  readonly #unpacked = new ByteCache(CACHE_BYTES);
  readonly #clusterSize: number;

  private constructor(
    private readonly file: Disk,
    private readonly header: Qcow2Header,
  ) {
    this.name = file.name;
    this.size = header.size;
    this.packed = { name: 'qcow2', size: file.size };
    this.#clusterSize = 2 ** header.clusterBits;
    this.#l1 = file.read(header.l1Offset, header.l1Entries * 8);
  }

  /**
   * @param file is closed with the disk
   * @returns undefined for another kind of file
   * @throws SuperminError `EXT2_DAMAGED`, `EXT2_FEATURES`
   */
  static open(file: Disk): Qcow2Disk | undefined {
    const header = readQcow2Header(file.read(0, Math.min(file.size, QCOW2_HEADER_SIZE)));
    if (header === undefined) return undefined;
    if (header === 'invalid') throw damaged(file.name, 'the header of the qcow2 file');
    if (header.unknown.length > 0) throw unsupported(file.name, header.unknown);
    return new Qcow2Disk(file, header);
  }

  read(offset: number, length: number): Buffer {
    if (!(offset + length <= this.size)) {
      throw damaged(this.name, `its disk ends before byte ${offset + length}`);
    }
    const bytes = Buffer.alloc(length);
    for (let done = 0; done < length; ) {
      const at = offset + done;
      const within = at % this.#clusterSize;
      const count = Math.min(this.#clusterSize - within, length - done);
      this.#readCluster(
        Math.floor(at / this.#clusterSize),
        within,
        bytes.subarray(done, done + count),
      );
      done += count;
    }
    return bytes;
  }

  /** Clusters lie anywhere. */
  contentAt(): undefined {
    return undefined;
  }

  close(): void {
    this.file.close();
  }

  /** Into zeros. */
  #readCluster(cluster: number, within: number, target: Buffer): void {
    const { upper, lower } = this.#entry(cluster);
    if ((upper & COMPRESSED) !== 0) {
      const whole = this.#unpacked.get(cluster, () => this.#unpack(upper, lower));
      whole.copy(target, 0, within);
      return;
    }
    const offset = offsetOf(upper, lower);
    const isZeros = this.header.hasZeroFlag && (lower & ALL_ZEROS) !== 0;
    if (offset === 0 || isZeros) return;
    // The last cluster need not be there to its end.
    const there = Math.max(1, Math.min(target.length, this.file.size - offset - within));
    this.file.read(offset + within, there).copy(target);
  }

  /** The two halves of a cluster's L2 entry. */
  #entry(cluster: number): { upper: number; lower: number } {
    const perTable = this.#clusterSize / 8;
    const at = 8 * Math.floor(cluster / perTable);
    const table = offsetOf(this.#l1.readUInt32BE(at), this.#l1.readUInt32BE(at + 4));
    if (table === 0) return { upper: 0, lower: 0 };
    const entries = this.#tables.get(table, () => this.file.read(table, this.#clusterSize));
    const place = 8 * (cluster % perTable);
    return { upper: entries.readUInt32BE(place), lower: entries.readUInt32BE(place + 4) };
  }

  /** How many bits of an entry are the offset depends on the size of clusters; those above count further sectors. */
  #unpack(upper: number, lower: number): Buffer {
    const bits = 62 - (this.header.clusterBits - 8) - 32;
    const offset = (upper & (2 ** bits - 1)) * 2 ** 32 + lower;
    const sectors = (upper & ~COMPRESSED & 0x7fff_ffff) >>> bits;
    const end = (Math.floor(offset / SECTOR) + sectors + 1) * SECTOR;
    const packed = this.file.read(offset, Math.max(0, Math.min(end, this.file.size) - offset));
    try {
      const bytes = inflateRawSync(packed, { maxOutputLength: this.#clusterSize });
      if (bytes.length === this.#clusterSize) return bytes;
    } catch {
      // As one that is too short.
    }
    throw damaged(this.name, 'a compressed cluster');
  }
}

function offsetOf(upper: number, lower: number): number {
  return (upper & UPPER_OFFSET) * 2 ** 32 + ((lower & LOWER_OFFSET) >>> 0);
}
