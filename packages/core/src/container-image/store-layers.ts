import { MAXIMUM_NAMES, tooLongNames } from '../appliance/base-archive.ts';
import { isSuperminError } from '../errors/supermin-error.ts';
import { describeFailure } from '../errors/write-failure.ts';
import { say } from '../events/event.ts';
import { Allowance } from '../layers/allowance.ts';
import type { StoredEntries } from '../layers/layer.ts';
import { LayerStore } from '../layers/layer-store.ts';
import { type ContainerImage, type PackedLayer, sha256 } from './container-image.ts';
import { imageDamaged } from './errors.ts';
import type { ImageContext } from './image-options.ts';
import { layerStream } from './layer-stream.ts';
import { type ReadLayerOptions, readLayerEntries } from './read-layer.ts';

/** Layers may unpack to this many times the size of what lies there of them and those before, and this many bytes more in all. */
const MOST_EXPANSION = 200;
const ALWAYS_ALLOWED = 1 << 30;

/** Members of all layers, each of which takes half a kilobyte of memory. */
const MOST_MEMBERS = 2_000_000;

/** Bytes of the numbers of a member in the store's index; what is above that is names and attributes. */
const NUMBERS = 100;

/** To be raised when layers are read in another way. */
const READING = 1;

/**
 * The layers of an image, the lowest first: from the store, or unpacked into it.
 *
 * @throws SuperminError `IMAGE_*`, `ARCHIVE_*`, `LAYER_SIZE`, `PROGRAM_MISSING`; system errors; the signal's reason
 */
export async function storeLayers(
  image: ContainerImage,
  context: ImageContext,
): Promise<StoredEntries[]> {
  const work = new Storing(image, context);
  const layers: StoredEntries[] = [];
  let members = 0;
  let names = 0;
  for (const layer of image.layers) {
    context.signal.throwIfAborted();
    const stored = await work.layer(layer, {
      maximum: MOST_MEMBERS - members,
      maximumNames: MAXIMUM_NAMES - names,
    });
    members += stored.entries.length;
    if (members > MOST_MEMBERS) throw imageDamaged(image.name, `more than ${MOST_MEMBERS} members`);
    names += Math.max(0, stored.indexBytes - stored.entries.length * NUMBERS);
    if (names > MAXIMUM_NAMES) throw tooLongNames(MAXIMUM_NAMES);
    layers.push(stored);
  }
  return layers;
}

/** Whether no layer has to be unpacked. */
export function hasLayers({ layers }: ContainerImage, { cacheDirectory }: ImageContext): boolean {
  const store = new LayerStore(cacheDirectory);
  return layers.every(({ diffId }) => store.has(keyOf(diffId)));
}

/** What is kept is not what a package's archive with the same bytes would be kept as. */
function keyOf(diffId: string): string {
  return sha256(Buffer.from(`layer of a container image ${READING} ${diffId}`));
}

type Limits = Pick<ReadLayerOptions, 'maximum' | 'maximumNames'>;

class Storing {
  readonly #store: LayerStore;
  // Of archives and of what is in them, which holes make more.
  readonly #archives = new Allowance(ALWAYS_ALLOWED);
  readonly #files = new Allowance(ALWAYS_ALLOWED);
  #done = 0;
  readonly #total: number;

  constructor(
    private readonly image: ContainerImage,
    private readonly context: ImageContext,
  ) {
    this.#store = new LayerStore(context.cacheDirectory);
    this.#total = image.layers.reduce((bytes, { size }) => bytes + size, 0);
  }

  async layer(layer: PackedLayer, limits: Limits): Promise<StoredEntries> {
    const key = keyOf(layer.diffId);
    const kept = this.#store.findEntries(key);
    if (kept !== undefined) return kept;
    const { report, cacheDirectory } = this.context;
    const name = `${this.image.name}: layer ${layer.diffId.slice(0, 12)}`;
    say(report, `unpack ${name}, ${layer.size} bytes`);
    // Layer by layer: one that is never reached, or is another one once more, makes no room for those before it.
    for (const each of [this.#archives, this.#files]) each.raise(layer.size * MOST_EXPANSION);
    try {
      return await this.#store.addEntries(
        key,
        {
          ...{ name, notes: {} },
          read: (store) =>
            this.#whole(layer, name, (chunks) =>
              readLayerEntries(chunks, { name, store, ...limits, report }),
            ),
        },
        { report, allowance: this.#files },
      );
    } catch (error) {
      if (isSuperminError(error)) throw error;
      throw describeFailure(error, cacheDirectory);
    }
  }

  /** Whoever reads the archive may stop at its end; what is behind that is read all the same, or it could not be checked. */
  async #whole<T>(
    layer: PackedLayer,
    name: string,
    work: (chunks: AsyncIterable<Buffer>) => Promise<T>,
  ): Promise<T> {
    const { signal, report } = this.context;
    const stream = layerStream(
      { ...layer, open: () => this.#counted(layer.open()) },
      { name, allowance: this.#archives, signal },
    );
    const chunks = { [Symbol.asyncIterator]: () => ({ next: () => stream.next() }) };
    try {
      const result = await work(chunks);
      while (!(await stream.next()).done);
      report({ kind: 'progress', done: this.#done, total: this.#total, unit: 'bytes' });
      return result;
    } finally {
      await stream.return(undefined);
    }
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
