import { compressionOfHead } from '../../appliance/compression.ts';
import type { LayerEntry } from '../../layers/layer-entry.ts';
import type { InspectContext } from '../../plugin/inspect-contract.ts';
import type { ContainerImage, PackedLayer } from '../container-image.ts';
import { LayerArchives } from '../layer-archives.ts';
import { readLayerEntries } from '../read-layer.ts';
import { NUMBERS } from '../store-layers.ts';
import { KeptContents } from './kept-contents.ts';
import type { ReadArchive } from './stored-bytes.ts';

export interface ReadArchives {
  /** The lowest first. */
  archives: ReadArchive[];
  kept: KeptContents;
  /** Of the layers that are compressed, each once. */
  compressions: string[];
}

/** Reads all layers of an image, into no store. */
export async function readArchives(
  image: ContainerImage,
  context: InspectContext,
): Promise<ReadArchives> {
  const { signal, report } = context;
  const layers = new LayerArchives(image, context);
  const kept = new KeptContents(context, layers.files, image.name);
  const archives: ReadArchive[] = [];
  const compressions = new Set<string>();
  for (const layer of image.layers) {
    signal.throwIfAborted();
    const { result: entries, bytes } = await layers.read(noting(layer, compressions), (open) =>
      readLayerEntries(open.chunks, { ...open, store: kept, report }),
    );
    const { length } = entries;
    layers.count(length, Math.max(0, indexBytes(entries) - length * NUMBERS));
    archives.push({ size: bytes, entries });
  }
  compressions.delete('none');
  return { archives, kept, compressions: [...compressions].sort() };
}

/** As the store's index would have them; never all of them in one text. */
function indexBytes(entries: readonly LayerEntry[]): number {
  return entries.reduce((bytes, entry) => bytes + JSON.stringify(entry).length, 0);
}

function noting(layer: PackedLayer, compressions: Set<string>): PackedLayer {
  const { open } = layer;
  async function* noted() {
    let isFirst = true;
    for await (const chunk of open()) {
      if (isFirst) compressions.add(compressionOfHead(chunk));
      isFirst = false;
      yield chunk;
    }
  }
  return { ...layer, open: noted };
}
