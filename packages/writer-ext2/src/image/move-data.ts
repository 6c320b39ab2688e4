import type { Pacer, Report } from '@supermin/core';
import { unreadableSources } from '../errors.ts';
import type { ImagePlan } from '../plan/image-plan.ts';
import { Slab } from './slab.ts';
import { SourceReader } from './source-reader.ts';

/**
 * Copies all file data to its place: the only loop whose speed matters. Read straight into the slab, padded to whole
 * blocks there, written when it is full or the next extent lies elsewhere.
 *
 * @throws SuperminError `EXT2_SOURCE_CHANGED`; `EXT2_UNREADABLE`, when all is done, naming every file that may not be read
 */
export async function moveData(
  plan: ImagePlan,
  fd: number,
  pacer: Pacer,
  report: Report,
): Promise<void> {
  const { data, blockSize, dataBytes } = plan;
  const slab = new Slab(fd);
  const reader = new SourceReader(plan.sources);
  let done = 0;
  const progress = () => report({ kind: 'progress', done, total: dataBytes, unit: 'bytes' });
  try {
    for (let extent = 0; extent < data.count; extent++) {
      if (!reader.select(data.source[extent]!)) continue;
      const end = data.length[extent]!;
      slab.seek(data.imageOffset[extent]!);
      for (let offset = 0; offset < end; ) {
        if (slab.room === 0) slab.flush();
        const length = Math.min(end - offset, slab.room);
        reader.read(slab.buffer, slab.fill, length, data.sourceOffset[extent]! + offset);
        slab.fill += length;
        offset += length;
        done += length;
        if (pacer.due()) {
          progress();
          await pacer.rest();
        }
      }
      slab.pad(blockSize);
    }
    slab.flush();
  } finally {
    reader.close();
  }
  if (reader.unreadable.length > 0) throw unreadableSources(reader.unreadable);
  progress();
}
