import type { Pacer } from '@supermin/core';
import { Slab, writeAll } from '@supermin/core/writer';
import type { ImagePlan } from '../plan/image-plan.ts';

/** Writes the filesystem's own blocks in the order of their offsets, all but block 0: without that it is no filesystem. */
export async function writeMetadata(
  { metadata }: ImagePlan,
  fd: number,
  pacer: Pacer,
): Promise<void> {
  const slab = new Slab(fd, true);
  for (let run = 1; run < metadata.count; run++) {
    if (pacer.due()) await pacer.rest();
    writeRun(metadata, run, fd, slab);
  }
  slab.flush();
}

/** Writes block 0, when all else is there. */
export function commitMetadata({ metadata }: ImagePlan, fd: number): void {
  const slab = new Slab(fd, true);
  writeRun(metadata, 0, fd, slab);
  slab.flush();
}

function writeRun(metadata: ImagePlan['metadata'], run: number, fd: number, slab: Slab): void {
  const length = metadata.length[run]!;
  const offset = metadata.offset[run]!;
  if (length > slab.buffer.length) {
    const whole = Buffer.alloc(length);
    metadata.encode(run, whole, 0);
    writeAll(fd, whole, length, offset);
    return;
  }
  if (length > slab.room) slab.flush();
  slab.seek(offset);
  metadata.encode(run, slab.buffer, slab.fill);
  slab.fill += length;
}
