import type { Report } from '../events/event.ts';
import type { Pacer } from '../events/pacer.ts';
import type { BytePath } from '../path/byte-path.ts';
import { allDone, isDone, setDone, takeBatches } from './batches.ts';
import type { CopyJob, CopyPart } from './copy-job.ts';
import type { CopyThread } from './copy-thread.ts';
import type { SourceFailures } from './source-failures.ts';
import { SourceReader } from './source-reader.ts';
import { WriteBuffer } from './write-buffer.ts';

export interface CopyOptions {
  pacer: Pacer;
  /** Gets `progress` in bytes; the last one has `done === total`. */
  report: Report;
  failures: SourceFailures;
  /** Shares the work, and has begun it; without one this thread does it all. */
  thread?: CopyThread | undefined;
}

/**
 * Copies many pieces of files into one: the only loop of an image or an archive whose speed matters. Read straight into a
 * write buffer, padded there, written when it is full or the next extent lies elsewhere.
 *
 * @param parts of one file, at least one, one after the other; the thread has begun all of them, or will, in this order
 * @returns when all else is copied: every file that may not be read
 * @throws what `failures` make; SuperminError `SOURCE_CHANGED`; system errors
 */
export async function copyExtents(
  parts: readonly CopyPart[],
  options: CopyOptions,
): Promise<BytePath[]> {
  const progress = new Progress(parts, options.report);
  const writeBuffer = new WriteBuffer(parts[0]!.job.fd);
  const copiers = parts.map((part) => new Copier(part, writeBuffer, progress, options));
  try {
    for (const copier of copiers) {
      await copier.copyOthers();
      await copier.copyFree();
    }
    // A thread that is still on its way to the first batch is not waited for.
    if (!parts.every(({ job }) => allDone(job.batches))) await options.thread?.ended();
    for (const copier of copiers) await copier.copyRest();
    for (const { stamps } of parts) stamps.verify();
    const unreadable = copiers.flatMap((copier) => copier.unreadable);
    if (unreadable.length === 0) progress.complete();
    return unreadable;
  } finally {
    for (const copier of copiers) copier.close();
  }
}

/** Bytes of whole batches, whoever has copied them. */
class Progress {
  readonly #total: number;

  constructor(
    private readonly parts: readonly CopyPart[],
    private readonly report: Report,
  ) {
    this.#total = parts.reduce((bytes, { job }) => bytes + sum(job.extents.length), 0);
  }

  tell(): void {
    let bytes = 0;
    for (const { job } of this.parts) bytes += doneBytes(job);
    this.#tell(bytes);
  }

  complete(): void {
    this.#tell(this.#total);
  }

  #tell(done: number): void {
    this.report({ kind: 'progress', done, total: this.#total, unit: 'bytes' });
  }
}

function doneBytes({ batches, extents, firstExtent }: CopyJob): number {
  let bytes = 0;
  for (let batch = 0; batch < firstExtent.length - 1; batch++) {
    if (!isDone(batches, batch)) continue;
    bytes += sum(extents.length.subarray(firstExtent[batch]!, firstExtent[batch + 1]!));
  }
  return bytes;
}

class Copier {
  readonly #reader: SourceReader;
  private readonly job: CopyJob;

  constructor(
    { request, job }: CopyPart,
    private readonly writeBuffer: WriteBuffer,
    private readonly progress: Progress,
    private readonly options: CopyOptions,
  ) {
    this.job = job;
    this.#reader = new SourceReader(request.sources, options.failures);
  }

  get unreadable(): readonly BytePath[] {
    return this.#reader.unreadable;
  }

  /** What the other thread cannot read. */
  async copyOthers(): Promise<void> {
    const { extents, sources } = this.job;
    for (let extent = 0; extent < extents.count; extent++) {
      if (sources[extents.source[extent]!] === undefined) await this.#copyExtent(extent);
    }
    this.writeBuffer.flush();
  }

  /** Batches that nobody has taken. */
  async copyFree(): Promise<void> {
    for (const batch of takeBatches(this.job.batches, 'front')) await this.copyBatch(batch);
  }

  async copyBatch(batch: number): Promise<void> {
    const { extents, firstExtent, sources } = this.job;
    for (let extent = firstExtent[batch]!; extent < firstExtent[batch + 1]!; extent++) {
      if (sources[extents.source[extent]!] !== undefined) await this.#copyExtent(extent);
    }
    this.writeBuffer.flush();
    setDone(this.job.batches, batch);
  }

  /** What the other thread has left undone. */
  async copyRest(): Promise<void> {
    for (let batch = 0; batch < this.job.firstExtent.length - 1; batch++) {
      if (!isDone(this.job.batches, batch)) await this.copyBatch(batch);
    }
  }

  close(): void {
    this.#reader.close();
  }

  async #copyExtent(extent: number): Promise<void> {
    const { pacer } = this.options;
    const { extents, alignment } = this.job;
    const [writeBuffer, reader] = [this.writeBuffer, this.#reader];
    if (!reader.select(extents.source[extent]!)) return;
    writeBuffer.seek(extents.offset[extent]!);
    const end = extents.length[extent]!;
    for (let offset = 0; offset < end; ) {
      if (writeBuffer.room === 0) writeBuffer.flush();
      const length = Math.min(end - offset, writeBuffer.room);
      reader.read(
        writeBuffer.buffer,
        writeBuffer.fill,
        length,
        extents.sourceOffset[extent]! + offset,
      );
      writeBuffer.fill += length;
      offset += length;
      if (pacer.due()) {
        this.progress.tell();
        await pacer.rest();
      }
    }
    writeBuffer.pad(alignment);
  }
}

function sum(lengths: Float64Array): number {
  let total = 0;
  for (let index = 0; index < lengths.length; index++) total += lengths[index]!;
  return total;
}
