import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { ownerTag } from '../output/owner-tag.ts';
import { type BytePath, joinPath, toSystemPath } from '../path/byte-path.ts';
import { ownDirectory } from './own-directory.ts';
import { isWhole, sealedName, sealedNames } from './sealed-file.ts';

/** A file of the user's cache that is written again from time to time, `CACHE/<directory>/<name>.<seal>`. */
export interface SealedRecord {
  cache: BytePath;
  directory: string;
  name: string;
}

/** @returns undefined if it is not there, is damaged, or may not be read */
export function readRecord(record: SealedRecord): Buffer | undefined {
  try {
    const directory = ownDirectory(record.cache, record.directory);
    const files = namesOf(directory, record).map((name) => joinPath(directory, name));
    const whole = files.find(isWhole);
    return whole === undefined ? undefined : readFileSync(toSystemPath(whole));
  } catch {
    return undefined;
  }
}

/** Of several processes that write at the same time, the last one's stays. That it cannot be written is no error. */
export function writeRecord(record: SealedRecord, bytes: Uint8Array): void {
  try {
    replace(ownDirectory(record.cache, record.directory), record, bytes);
  } catch {
    // It is made again the next time.
  }
}

function replace(directory: BytePath, record: SealedRecord, bytes: Uint8Array): void {
  const earlier = namesOf(directory, record);
  const temporary = joinPath(directory, ownerTag());
  try {
    writeFileSync(toSystemPath(temporary), bytes, { flag: 'wx', mode: 0o600 });
    const name = sealedName(record.name, temporary);
    renameSync(toSystemPath(temporary), toSystemPath(joinPath(directory, name)));
    for (const other of earlier) {
      if (other !== name) rmSync(toSystemPath(joinPath(directory, other)), { force: true });
    }
  } finally {
    rmSync(toSystemPath(temporary), { force: true });
  }
}

function namesOf(directory: BytePath, { name }: SealedRecord): string[] {
  return sealedNames(readdirSync(toSystemPath(directory), { encoding: 'latin1' }), name);
}
