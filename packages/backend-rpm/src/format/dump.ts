import type { BytePath } from '@supermin/core';
import { damaged } from '../errors.ts';
import {
  type Dependency,
  type FileColumns,
  isPlain,
  NO_FILES,
  NONE,
  type PackageRecord,
} from './package-record.ts';

/** What `rpm -qa --qf` printed in the form of `dumpFormat`. */
export function parseDump(file: BytePath, output: Buffer): PackageRecord[] {
  const cursor = new Cursor(file, output.toString('latin1'));
  const records: PackageRecord[] = [];
  while (!cursor.atEnd()) records.push(readPackage(cursor));
  return records;
}

function readPackage(cursor: Cursor): PackageRecord {
  const line = cursor.until('\n').split('\t');
  if (line.length !== 7) throw cursor.damaged();
  const [name, epoch, version, release, arch, source, algorithm] = line as [string, ...string[]];
  const record = {
    name,
    epoch: epoch === NONE ? undefined : Number(epoch),
    version: version!,
    release: release!,
    arch: arch!,
    source: value(source!),
    provides: readDependencies(cursor, 'p'),
    requires: readDependencies(cursor, 'r'),
    recommends: readDependencies(cursor, 'w'),
    files: readFiles(cursor, algorithm === NONE ? 1 : Number(algorithm)),
    mayOwn(baseName: string) {
      return this.files.baseNames.includes(baseName);
    },
  };
  if (cursor.until('\n') !== '' || !isPlain(record)) throw cursor.damaged();
  return record;
}

function readDependencies(cursor: Cursor, kind: string): Dependency[] {
  const dependencies: Dependency[] = [];
  cursor.skip(NONE);
  while (cursor.skip(kind)) {
    const name = cursor.until('\t');
    const flags = Number(cursor.until('\t'));
    dependencies.push({ name, flags, version: value(cursor.until('\n')) });
  }
  return dependencies;
}

function readFiles(cursor: Cursor, digestAlgorithm: number): FileColumns {
  const baseNames: string[] = [];
  const directoryIndexes: number[] = [];
  const flags: number[] = [];
  const modes: number[] = [];
  const digests: string[] = [];
  const linkTargets: string[] = [];
  const directories: string[] = [];
  cursor.skip(NONE);
  while (cursor.skip('f')) {
    baseNames.push(cursor.until('/'));
    directoryIndexes.push(Number(cursor.until('/')));
    flags.push(Number(cursor.until('/')));
    modes.push(Number(cursor.until('/')));
    digests.push(value(cursor.until('/')));
    linkTargets.push(cursor.skip(NONE) ? '' : cursor.quoted());
  }
  cursor.skip(NONE);
  while (cursor.skip('d')) directories.push(`${cursor.until('/./')}/`);
  if (baseNames.length === 0) return NO_FILES;
  if (directoryIndexes.some((index) => !(index < directories.length))) throw cursor.damaged();
  return {
    baseNames,
    directories,
    directoryIndexes,
    flags,
    modes,
    digests,
    linkTargets,
    digestAlgorithm,
  };
}

function value(text: string): string {
  return text === NONE ? '' : text;
}

class Cursor {
  #at = 0;

  constructor(
    private readonly file: BytePath,
    private readonly text: string,
  ) {}

  atEnd(): boolean {
    return this.#at >= this.text.length;
  }

  /** The text before the next `end`; both are passed over. */
  until(end: string): string {
    const found = this.text.indexOf(end, this.#at);
    if (found < 0) throw this.damaged();
    const part = this.text.slice(this.#at, found);
    this.#at = found + end.length;
    return part;
  }

  /** A text as a shell quotes it: in apostrophes, and `'\\''` for one of its own. */
  quoted(): string {
    if (!this.skip("'")) throw this.damaged();
    let text = this.until("'");
    while (this.skip("\\''")) text += `'${this.until("'")}`;
    return text;
  }

  /** Whether `prefix` is next; if so it is passed over. */
  skip(prefix: string): boolean {
    if (!this.text.startsWith(prefix, this.#at)) return false;
    this.#at += prefix.length;
    return true;
  }

  damaged(): Error {
    return damaged(this.file, this.#at, "in what 'rpm -qa' printed of it: not as asked for");
  }
}
