import { symlinkSync } from 'node:fs';
import { type BytePath, type Pacer, type Report, toSystemPath } from '@supermin/core';
import { allDone, isDone, isPlainFile, setDone, takeBatches } from '@supermin/core/writer';
import type { ChrootPlan } from '../plan/chroot-plan.ts';
import type { AttributeSetter } from './attribute-setter.ts';
import type { FileWriter } from './file-writer.ts';
import { newSlab, tryBatch } from './make-batches.ts';
import type { MakeJob } from './make-job.ts';
import { type MakePart, type MakeThread, makePart } from './share-work.ts';

type Link = ChrootPlan['symlinks'][number];

/** Bytes of a batch that may be made without a look at the clock: a tenth of a second. */
const UNINTERRUPTED = 64 << 20;

export interface MakeOptions {
  writer: FileWriter;
  setter: AttributeSetter;
  pacer: Pacer;
  report: Report;
  /** Shares the work; without it this thread does it all. */
  thread?: MakeThread | undefined;
  /** Told what is being made, for messages. */
  making: (path: BytePath) => void;
}

/**
 * Makes the files and the symbolic links of a plan, in directories that are there.
 *
 * @returns files that this user may not read: they are not made
 * @throws as `FileWriter`; system errors
 */
export async function makeEntries(
  plan: ChrootPlan,
  directory: BytePath,
  options: MakeOptions,
): Promise<ChrootPlan['files']> {
  const maker = new Maker(plan, directory, options);
  const files = plan.files.filter(({ node }) => isPlainFile(node));
  await maker.makeAll(plan.files.filter(({ node }) => !isPlainFile(node)));
  // As long as the filesystem clones files there is hardly any work to share.
  let next = 0;
  while (next < files.length && options.writer.sharing) await maker.makeFile(files[next++]!);
  await maker.share(files.slice(next), plan.symlinks);
  options.report({ kind: 'progress', done: plan.bytes, total: plan.bytes, unit: 'bytes' });
  return maker.unreadable;
}

class Maker {
  readonly unreadable: ChrootPlan['files'] = [];
  #doneAlone = 0;
  #shared: MakePart | undefined;

  constructor(
    private readonly plan: ChrootPlan,
    private readonly directory: BytePath,
    private readonly options: MakeOptions,
  ) {}

  async makeAll(files: ChrootPlan['files']): Promise<void> {
    for (const file of files) await this.makeFile(file);
  }

  async makeFile(file: ChrootPlan['files'][number]): Promise<void> {
    const { making, writer } = this.options;
    const path = this.directory + file.path;
    making(path);
    if (!(await writer.write(file.node, path))) this.unreadable.push(file);
    if (this.#shared === undefined) this.#doneAlone += file.node.size;
    await this.#rest();
  }

  /** What is done by both threads, and, where there is no other one, by this one alone. */
  async share(files: ChrootPlan['files'], links: ChrootPlan['symlinks']): Promise<void> {
    const { setter, thread } = this.options;
    const part = makePart(this.directory, files, links, (node) => setter.wanted(node));
    this.#shared = part;
    thread?.begin(part.job);
    await this.#makeFree(part);
    // A thread that is still on its way to the first batch is not waited for.
    if (!allDone(part.job.batches)) await thread?.ended();
    await this.#makeRest(part);
  }

  /** Batches that nobody has taken. */
  async #makeFree(part: MakePart): Promise<void> {
    const { job } = part;
    const writeBuffer = newSlab();
    for (const batch of takeBatches(job.batches, 'front')) {
      // Thousands of entries one by one, with all that messages need, take a third longer.
      const small = bytesOf(job, batch) <= UNINTERRUPTED;
      if (!(small && tryBatch(job, batch, writeBuffer))) await this.#makeBatch(part, batch);
      else {
        setDone(job.batches, batch);
        await this.#rest();
      }
    }
  }

  /** What the other thread has left undone. */
  async #makeRest(part: MakePart): Promise<void> {
    for (let batch = 0; batch < part.job.firstEntry.length - 1; batch++) {
      if (!isDone(part.job.batches, batch)) await this.#makeBatch(part, batch);
    }
  }

  async #makeBatch({ entries, job }: MakePart, batch: number): Promise<void> {
    for (let entry = job.firstEntry[batch]!; entry < job.firstEntry[batch + 1]!; entry++) {
      if (entry < job.firstLink) await this.makeFile(entries[entry] as (typeof this.plan.files)[0]);
      else await this.#makeLink(entries[entry] as Link);
    }
    setDone(job.batches, batch);
  }

  async #makeLink({ path, node, target }: Link): Promise<void> {
    const { making, setter } = this.options;
    making(this.directory + path);
    symlinkSync(toSystemPath(target), toSystemPath(this.directory + path));
    setter.setByPath(this.directory + path, node);
    await this.#rest();
  }

  async #rest(): Promise<void> {
    const { pacer, report } = this.options;
    if (!pacer.due()) return;
    const { bytes: total } = this.plan;
    report({ kind: 'progress', done: this.#doneAlone + this.#doneShared(), total, unit: 'bytes' });
    await pacer.rest();
  }

  /** Of whole batches, whoever has done them. */
  #doneShared(): number {
    if (this.#shared === undefined) return 0;
    const { job } = this.#shared;
    let bytes = 0;
    for (let batch = 0; batch < job.firstEntry.length - 1; batch++) {
      if (isDone(job.batches, batch)) bytes += bytesOf(job, batch);
    }
    return bytes;
  }
}

function bytesOf({ firstEntry, size }: MakeJob, batch: number): number {
  let bytes = 0;
  for (let entry = firstEntry[batch]!; entry < firstEntry[batch + 1]!; entry++) {
    bytes += size[entry]!;
  }
  return bytes;
}
