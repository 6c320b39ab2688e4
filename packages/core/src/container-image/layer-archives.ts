import { MAXIMUM_NAMES, tooLongNames } from '../appliance/base-archive.ts';
import { say } from '../events/event.ts';
import { Allowance } from '../layers/allowance.ts';
import type { ContainerImage, PackedLayer } from './container-image.ts';
import { imageDamaged } from './errors.ts';
import type { ImageContext } from './image-options.ts';
import { layerStream } from './layer-stream.ts';
import type { ReadLayerOptions } from './read-layer.ts';

/** Layers may unpack to this many times the size of what lies there of them and those before, and this many bytes more in all. */
const MOST_EXPANSION = 200;
const ALWAYS_ALLOWED = 1 << 30;

/** Members of all layers, each of which takes half a kilobyte of memory. */
const MOST_MEMBERS = 2_000_000;

/** A layer's archive while it is read. */
export interface OpenLayer extends Pick<ReadLayerOptions, 'name' | 'maximum' | 'maximumNames'> {
  /** Decompressed. All of it is read in the end, also what is behind its last member. */
  chunks: AsyncIterable<Buffer>;
}

/** The archives of an image's layers, which are read one after the other, within limits of all of them together. */
export class LayerArchives {
  /** Bytes that the files in them may have, which holes make more than the archives have. */
  readonly files = new Allowance(ALWAYS_ALLOWED);
  readonly #archives = new Allowance(ALWAYS_ALLOWED);
  #members = 0;
  #names = 0;
  #done = 0;
  readonly #total: number;

  constructor(
    private readonly image: ContainerImage,
    private readonly context: Pick<ImageContext, 'signal' | 'report'>,
  ) {
    this.#total = image.layers.reduce((bytes, { size }) => bytes + size, 0);
  }

  /** For messages. */
  nameOf({ diffId }: PackedLayer): string {
    return `${this.image.name}: layer ${diffId.slice(0, 12)}`;
  }

  /**
   * Reads the next layer, and checks it: what `work` gives is to be believed only then.
   *
   * @returns what `work` gives, and the size of the archive
   * @throws SuperminError `IMAGE_*`, `LAYER_SIZE`, `PROGRAM_MISSING`; what `work` throws; the signal's reason; system errors
   */
  async read<T>(
    layer: PackedLayer,
    work: (open: OpenLayer) => Promise<T>,
  ): Promise<{ result: T; bytes: number }> {
    const { signal, report } = this.context;
    const name = this.nameOf(layer);
    say(report, `unpack ${name}, ${layer.size} bytes`);
    // Layer by layer: one that is never reached, or is another one once more, makes no room for those before it.
    for (const each of [this.#archives, this.files]) each.raise(layer.size * MOST_EXPANSION);
    const stream = layerStream(
      { ...layer, open: () => this.#counted(layer.open()) },
      { name, allowance: this.#archives, signal },
    );
    // Whoever reads it may stop at its end; what is behind that is read all the same, or it could not be checked.
    let bytes = 0;
    const next = async () => {
      const step = await stream.next();
      if (!step.done) bytes += step.value.length;
      return step;
    };
    const chunks = { [Symbol.asyncIterator]: () => ({ next }) };
    const limits = {
      maximum: MOST_MEMBERS - this.#members,
      maximumNames: MAXIMUM_NAMES - this.#names,
    };
    try {
      const result = await work({ name, chunks, ...limits });
      while (!(await next()).done);
      report({ kind: 'progress', done: this.#done, total: this.#total, unit: 'bytes' });
      return { result, bytes };
    } finally {
      await stream.return(undefined);
    }
  }

  /**
   * Counts what has been read, or was before.
   *
   * @param names bytes of names and attributes
   * @throws SuperminError `IMAGE_DAMAGED`, `ARCHIVE_SIZE`
   */
  count(members: number, names: number): void {
    this.#members += members;
    if (this.#members > MOST_MEMBERS) {
      throw imageDamaged(this.image.name, `more than ${MOST_MEMBERS} members`);
    }
    this.#names += names;
    if (this.#names > MAXIMUM_NAMES) throw tooLongNames(MAXIMUM_NAMES);
  }

  async *#counted(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const { report } = this.context;
    for await (const chunk of chunks) {
      this.#done += chunk.length;
      report({ kind: 'progress', done: this.#done, total: this.#total, unit: 'bytes' });
      yield chunk;
    }
  }
}
