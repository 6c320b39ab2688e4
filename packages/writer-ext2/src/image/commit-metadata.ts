import type { Pacer } from '@supermin/core';
import type { ImagePlan } from '../plan/image-plan.ts';
import { type Slab, writeAll } from './slab.ts';

/** Writes the filesystem's own blocks in the order of their offsets, but block 0 last: until then it is no filesystem. */
export async function commitMetadata(
  { metadata }: ImagePlan,
  fd: number,
  slab: Slab,
  pacer: Pacer,
): Promise<void> {
  for (let run = 1; run < metadata.count; run++) {
    if (pacer.due()) await pacer.rest();
    const length = metadata.length[run]!;
    const offset = metadata.imageOffset[run]!;
    if (length > slab.buffer.length) {
      slab.flush();
      const whole = Buffer.allocUnsafeSlow(length);
      metadata.encode(run, whole, 0);
      writeAll(fd, whole, length, offset);
      continue;
    }
    if (length > slab.room) slab.flush();
    slab.seek(offset);
    metadata.encode(run, slab.buffer, slab.fill);
    slab.fill += length;
  }
  slab.flush();
  slab.seek(0);
  metadata.encode(0, slab.buffer, 0);
  slab.fill = metadata.length[0]!;
  slab.flush();
}
