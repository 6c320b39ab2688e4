import type { Pacer } from '@supermin/core';
import type { ImagePlan } from '../plan/image-plan.ts';
import { Slab, writeAll } from './slab.ts';

/** Writes the filesystem's own blocks in the order of their offsets, but block 0 last: until then it is no filesystem. */
export async function commitMetadata(
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
  writeRun(metadata, 0, fd, slab);
  slab.flush();
}

function writeRun(metadata: ImagePlan['metadata'], run: number, fd: number, slab: Slab): void {
  const length = metadata.length[run]!;
  const offset = metadata.imageOffset[run]!;
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
