import type { Pacer, Report } from '@supermin/core';
import { unreadableSources } from '../errors.ts';
import type { ImagePlan } from '../plan/image-plan.ts';
import { allDone, isDone, type SharedJob, setDone, takeBatch } from './copy-batches.ts';
import type { CopyThread } from './copy-thread.ts';
import { Slab } from './slab.ts';
import { SourceReader } from './source-reader.ts';

export interface MoveOptions {
  pacer: Pacer;
  report: Report;
  /** Shares the work; without one this thread does it all. */
  thread?: CopyThread | undefined;
}

/**
 * Copies all file data to its place: the only loop whose speed matters. Read straight into the slab, padded to whole
 * blocks there, written when it is full or the next extent lies elsewhere.
 *
 * @throws SuperminError `EXT2_SOURCE_CHANGED`; `EXT2_UNREADABLE`, when all is done, naming every file that may not be read
 */
export async function moveData(
  plan: ImagePlan,
  job: SharedJob,
  { pacer, report, thread }: MoveOptions,
): Promise<void> {
  const mover = new Mover(plan, job, pacer, report);
  try {
    await mover.moveOthers();
    for (let batch = takeBatch(job); batch !== undefined; batch = takeBatch(job)) {
      await mover.moveBatch(batch);
    }
    // A thread that is still on its way to the first batch is not waited for.
    if (!allDone(job)) await thread?.ended();
    await mover.moveRest();
  } finally {
    mover.close();
  }
}

class Mover {
  readonly #slab: Slab;
  readonly #reader: SourceReader;

  constructor(
    private readonly plan: ImagePlan,
    private readonly job: SharedJob,
    private readonly pacer: Pacer,
    private readonly report: Report,
  ) {
    this.#slab = new Slab(job.fd);
    this.#reader = new SourceReader(plan.sources);
  }

  /** What does not come from files of its own: not for the other thread. */
  async moveOthers(): Promise<void> {
    const { data } = this.plan;
    for (let extent = 0; extent < data.count; extent++) {
      if (this.job.paths[data.source[extent]!] === undefined) await this.#moveExtent(extent);
    }
    this.#slab.flush();
  }

  async moveBatch(batch: number): Promise<void> {
    const { firstExtent, paths } = this.job;
    const { source } = this.plan.data;
    for (let extent = firstExtent[batch]!; extent < firstExtent[batch + 1]!; extent++) {
      if (paths[source[extent]!] !== undefined) await this.#moveExtent(extent);
    }
    this.#slab.flush();
    setDone(this.job, batch);
  }

  /** What the other thread has left undone. */
  async moveRest(): Promise<void> {
    for (let batch = 0; batch < this.job.firstExtent.length - 1; batch++) {
      if (!isDone(this.job, batch)) await this.moveBatch(batch);
    }
    if (this.#reader.unreadable.length > 0) throw unreadableSources(this.#reader.unreadable);
    this.#progress(this.plan.dataBytes);
  }

  close(): void {
    this.#reader.close();
  }

  async #moveExtent(extent: number): Promise<void> {
    const { data, blockSize } = this.plan;
    const [slab, reader] = [this.#slab, this.#reader];
    if (!reader.select(data.source[extent]!)) return;
    slab.seek(data.imageOffset[extent]!);
    const end = data.length[extent]!;
    for (let offset = 0; offset < end; ) {
      if (slab.room === 0) slab.flush();
      const length = Math.min(end - offset, slab.room);
      reader.read(slab.buffer, slab.fill, length, data.sourceOffset[extent]! + offset);
      slab.fill += length;
      offset += length;
      if (this.pacer.due()) {
        this.#progress(this.#doneBytes());
        await this.pacer.rest();
      }
    }
    slab.pad(blockSize);
  }

  #progress(done: number): void {
    this.report({ kind: 'progress', done, total: this.plan.dataBytes, unit: 'bytes' });
  }

  /** Of whole batches, whoever has done them. */
  #doneBytes(): number {
    const { firstExtent } = this.job;
    const { length } = this.plan.data;
    let bytes = 0;
    for (let batch = 0; batch < firstExtent.length - 1; batch++) {
      if (!isDone(this.job, batch)) continue;
      for (let at = firstExtent[batch]!; at < firstExtent[batch + 1]!; at++) bytes += length[at]!;
    }
    return bytes;
  }
}
