import {
  closeSync,
  fchmodSync,
  fchownSync,
  futimesSync,
  lchownSync,
  lutimesSync,
  openSync,
  readSync,
  symlinkSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import {
  isReadInPieces,
  SOURCE_FLAGS,
  setDone,
  stampOf,
  takeBatches,
  WRITE_BUFFER_SIZE,
} from '@supermin/core/writer';
import { toSystemTime } from '../format/timestamp.ts';
import { KEPT, type MakeJob, type SystemPath } from './make-job.ts';
import { CREATE, PRIVATE } from './new-file.ts';

/**
 * The work of the second thread: it takes batches until there are none. One that does not succeed, for whatever reason, is
 * left to the first thread, which knows what to say.
 */
export function makeBatches(job: MakeJob): void {
  const writeBuffer = newSlab();
  for (const batch of takeBatches(job.batches, 'back')) {
    if (tryBatch(job, batch, writeBuffer)) setDone(job.batches, batch);
  }
}

/** To copy through. */
export function newSlab(): Buffer {
  return Buffer.allocUnsafeSlow(WRITE_BUFFER_SIZE);
}

/** Makes all of a batch, or nothing: false if anything does not succeed, whatever the reason. */
export function tryBatch(job: MakeJob, batch: number, writeBuffer: Buffer): boolean {
  const made: SystemPath[] = [];
  try {
    makeBatch(job, batch, writeBuffer, made);
    return true;
  } catch {
    clear(made);
    return false;
  }
}

function makeBatch(job: MakeJob, batch: number, writeBuffer: Buffer, made: SystemPath[]): void {
  for (let entry = job.firstEntry[batch]!; entry < job.firstEntry[batch + 1]!; entry++) {
    if (entry < job.firstLink) makeFile(job, entry, writeBuffer, made);
    else makeLink(job, entry, made);
  }
}

function makeFile(job: MakeJob, entry: number, writeBuffer: Buffer, made: SystemPath[]): void {
  const source = openSync(job.sources[entry] as Buffer, SOURCE_FLAGS);
  try {
    const target = openSync(job.targets[entry] as Buffer, CREATE, PRIVATE);
    made.push(job.targets[entry]!);
    try {
      copy(source, target, job.size[entry]!, writeBuffer);
      const [uid, gid] = [job.uid[entry]!, job.gid[entry]!];
      if (uid !== KEPT) fchownSync(target, uid, gid);
      fchmodSync(target, job.mode[entry]!);
      const time = toSystemTime(job.mtime[entry]!);
      futimesSync(target, time, time);
    } finally {
      closeSync(target);
    }
  } finally {
    closeSync(source);
  }
}

function copy(source: number, target: number, size: number, writeBuffer: Buffer): void {
  const stamp = isReadInPieces(size) ? stampOf(source) : undefined;
  for (let offset = 0; offset < size; ) {
    const count = readSync(
      source,
      writeBuffer,
      0,
      Math.min(WRITE_BUFFER_SIZE, size - offset),
      offset,
    );
    if (count === 0) throw new RangeError('the file has become shorter');
    for (let done = 0; done < count; ) {
      done += writeSync(target, writeBuffer, done, count - done, offset + done);
    }
    offset += count;
  }
  if (stamp !== undefined && stamp !== stampOf(source)) throw new RangeError('it has changed');
}

function makeLink(job: MakeJob, entry: number, made: SystemPath[]): void {
  const target = job.targets[entry] as Buffer;
  symlinkSync(job.sources[entry] as Buffer, target);
  made.push(target);
  const [uid, gid] = [job.uid[entry]!, job.gid[entry]!];
  if (uid !== KEPT) lchownSync(target, uid, gid);
  const time = toSystemTime(job.mtime[entry]!);
  lutimesSync(target, time, time);
}

function clear(made: readonly SystemPath[]): void {
  for (const path of made) {
    try {
      unlinkSync(path as Buffer);
    } catch {
      // The first thread will find it there, and say so.
    }
  }
}
