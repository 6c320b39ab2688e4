import type { Content, FileNode } from '@supermin/core/writer';
import type { Run } from './block-map.ts';
import type { Disk } from './disk/disk.ts';
import { tooLarge } from './errors.ts';
import type { ImageFile } from './image-file.ts';

/** A file in many pieces is put together in memory only up to this size. */
const MEMORY_LIMIT = 256 * 1024 * 1024;
const PIECE = 1 << 20;

type Attributes = Pick<FileNode, 'mode' | 'uid' | 'gid' | 'mtime' | 'size'>;

/** A file of an image: its content is a part of that, or is put together when it is asked for. */
export class FoundFile implements FileNode {
  readonly type = 'file';
  mode: number;
  uid: number;
  gid: number;
  mtime: number;
  size: number;
  package?: number;
  readonly #disk: Disk;
  readonly #runs: readonly Run[];
  readonly #blockSize: number;
  readonly #open: () => ImageFile;

  /** @param open the image again: it is closed when the tree is complete */
  constructor(
    attributes: Attributes,
    image: ImageFile,
    runs: readonly Run[],
    open: () => ImageFile,
  ) {
    this.mode = attributes.mode;
    this.uid = attributes.uid;
    this.gid = attributes.gid;
    this.mtime = attributes.mtime;
    this.size = attributes.size;
    this.#disk = image.disk;
    this.#blockSize = image.superblock.blockSize;
    this.#runs = runs;
    this.#open = open;
  }

  /** @throws SuperminError `EXT2_FILE_SIZE` */
  get content(): Content {
    const [first] = this.#runs;
    if (this.size === 0) return { kind: 'bytes', bytes: new Uint8Array() };
    const isWhole = first?.logical === 0 && first.count * this.#blockSize >= this.size;
    const part =
      isWhole && !first.unwritten ? this.#disk.contentAt(first.block * this.#blockSize) : undefined;
    if (part !== undefined) return part;
    if (this.size > MEMORY_LIMIT) throw tooLarge(this.#disk.name, this.size);
    return { kind: 'bytes', bytes: Buffer.concat([...this.pieces()]) };
  }

  /** The bytes, in order; of holes zeros. */
  *pieces(): Generator<Buffer> {
    const image = this.#open();
    try {
      let at = 0;
      for (const { logical, block, count, unwritten } of this.#runs) {
        const start = Math.min(logical * this.#blockSize, this.size);
        const end = Math.min(start + count * this.#blockSize, this.size);
        yield* zeros(start - at);
        if (unwritten) yield* zeros(end - start);
        else yield* dataOf(image, block * this.#blockSize, end - start);
        at = end;
      }
      yield* zeros(this.size - at);
    } finally {
      image.close();
    }
  }
}

function* dataOf(image: ImageFile, offset: number, length: number): Generator<Buffer> {
  for (let at = 0; at < length; at += PIECE) {
    yield image.read(offset + at, Math.min(PIECE, length - at));
  }
}

function* zeros(count: number): Generator<Buffer> {
  for (let left = count; left > 0; left -= PIECE) yield Buffer.alloc(Math.min(PIECE, left));
}
