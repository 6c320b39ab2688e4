import type { BytePath, Content } from '@supermin/core';
import { toSystemPath } from '@supermin/core';
import type { DataExtents } from '../plan/data-extents.ts';
import type { ImagePlan } from '../plan/image-plan.ts';
import { BATCHES, type SharedJob } from './copy-batches.ts';

/** Small enough that both threads end together, large enough that taking one costs nothing. */
const BATCH_BYTES = 4 << 20;

/**
 * The part of the copying that another thread can share: batches of extents that follow each other, whose bytes come from
 * files. Whoever is free takes the next one; the shared memory says which are taken, and which are done.
 */
export function copyJob({ data, sources, blockSize }: ImagePlan, fd: number): SharedJob {
  const firstExtent = batchesOf(data);
  return {
    ...{ fd, blockSize, data, firstExtent },
    paths: sources.map(systemPath),
    shared: new Int32Array(
      new SharedArrayBuffer((BATCHES + firstExtent.length - 1) * Int32Array.BYTES_PER_ELEMENT),
    ),
  };
}

function systemPath(content: Content): string | Uint8Array | undefined {
  return content.kind === 'path' ? toSystemPath(content.path satisfies BytePath) : undefined;
}

/** By batch: its first extent; one more at the end. */
function batchesOf({ count, length }: DataExtents): Uint32Array {
  const first = [];
  let bytes = BATCH_BYTES;
  for (let extent = 0; extent < count; extent++) {
    if (bytes >= BATCH_BYTES) {
      first.push(extent);
      bytes = 0;
    }
    bytes += length[extent]!;
  }
  return Uint32Array.from([...first, count]);
}
