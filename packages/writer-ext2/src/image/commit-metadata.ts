import type { Pacer } from '@supermin/core';
import { WriteBuffer, writeAll } from '@supermin/core/writer';
import type { ImagePlan } from '../plan/image-plan.ts';

/** Writes the filesystem's own blocks in the order of their offsets, all but block 0: without that it is no filesystem. */
export async function writeMetadata(
  { metadata }: ImagePlan,
  fd: number,
  pacer: Pacer,
): Promise<void> {
  const writeBuffer = new WriteBuffer(fd, true);
  for (let run = 1; run < metadata.count; run++) {
    if (pacer.due()) await pacer.rest();
    writeRun(metadata, run, fd, writeBuffer);
  }
  writeBuffer.flush();
}

/** Writes block 0, when all else is there. */
export function commitMetadata({ metadata }: ImagePlan, fd: number): void {
  const writeBuffer = new WriteBuffer(fd, true);
  writeRun(metadata, 0, fd, writeBuffer);
  writeBuffer.flush();
}

function writeRun(
  metadata: ImagePlan['metadata'],
  run: number,
  fd: number,
  writeBuffer: WriteBuffer,
): void {
  const length = metadata.length[run]!;
  const offset = metadata.offset[run]!;
  if (length > writeBuffer.buffer.length) {
    const whole = Buffer.alloc(length);
    metadata.encode(run, whole, 0);
    writeAll(fd, whole, length, offset);
    return;
  }
  if (length > writeBuffer.room) writeBuffer.flush();
  writeBuffer.seek(offset);
  metadata.encode(run, writeBuffer.buffer, writeBuffer.fill);
  writeBuffer.fill += length;
}
