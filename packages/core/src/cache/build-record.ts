import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { replaceFile } from '../output/replace-file.ts';
import { type BytePath, joinPath, toSystemPath } from '../path/byte-path.ts';
import type { Package } from '../tree/package.ts';
import type { FileState } from './file-state.ts';
import type { HostfilesRecord } from './hostfiles.ts';
import { isOwnDirectory, ownDirectory } from './own-directory.ts';

/** Changes whenever a record of an older version must not be believed. */
const RECORD_VERSION = 4;

/** What a finished build remembers, to tell later whether it has to be done again. */
export interface BuildRecord {
  version: typeof RECORD_VERSION;
  /** Real path of the output directory. */
  output: BytePath;
  /** The boot of the host during which the output was written. */
  bootId: string;
  /** When it was complete, in seconds since the epoch. */
  builtAt: number;
  /** True once the output is known to be on the disk: a build does not wait for that. */
  synced: boolean;
  /** Present if the output was not built by this user, but found up to date: see `findFresh()`. */
  found?: true;
  /** Every option and variable that changes the result, by the name that the user knows it by. */
  facts: Record<string, string>;
  writer: WriterStatements;
  /** Input files, in reading order, with their states. */
  inputs: [BytePath, FileState][];
  /** Package database, kernel and other things of the host. */
  watched: [BytePath, FileState][];
  hostfiles: HostfilesRecord;
  outputs: [BytePath, FileState][];
  /** Those in the output, to tell later what is in it. Absent in records of older versions, and of what was found up to date. */
  packages?: readonly Package[];
}

/** What an output depends on by its writer's word, besides paths. */
export interface WriterStatements {
  /** As its `inputs()` gave them. */
  facts: string[];
  /** Who the writers are that it has wrapped, by the format that it asked for. */
  wrapped: Record<string, string>;
}

/** Everything of a record but what every record has. */
export type RecordContent = Omit<BuildRecord, 'version' | 'output'>;

/** Below the user's cache directory. */
const DIRECTORY = 'builds';

/** The records of one user, one file for each output directory. */
export class RecordStore {
  /** @param cache see `cacheDirectory()` */
  constructor(private readonly cache: BytePath) {}

  /** The record of the last build into `output` (a real path); undefined if there is none that can be read. */
  load(output: BytePath): BuildRecord | undefined {
    if (!isOwnDirectory(this.cache, DIRECTORY)) return undefined;
    const record = readRecord(joinPath(joinPath(this.cache, DIRECTORY), fileName(output)));
    return record?.output === output ? record : undefined;
  }

  /** Throws the system's error; SuperminError `CACHE_UNSAFE`. */
  save(output: BytePath, content: RecordContent): BuildRecord {
    const directory = ownDirectory(this.cache, DIRECTORY);
    const file = joinPath(directory, fileName(output));
    if (!existsSync(toSystemPath(file))) removeOrphans(directory);
    const record: BuildRecord = { version: RECORD_VERSION, output, ...content };
    replaceFile(file, JSON.stringify(record));
    return record;
  }
}

/** Those whose output is gone: looked for only when the number of records is about to grow. */
function removeOrphans(directory: BytePath): void {
  for (const name of readdirSync(toSystemPath(directory), { encoding: 'latin1' })) {
    const file = joinPath(directory, name);
    if (!name.endsWith('.json')) continue;
    const output = readRecord(file)?.output;
    if (output === undefined || !existsSync(toSystemPath(output))) {
      rmSync(toSystemPath(file), { force: true });
    }
  }
}

function readRecord(file: BytePath): BuildRecord | undefined {
  try {
    const record: unknown = JSON.parse(readFileSync(toSystemPath(file), 'utf8'));
    return isRecord(record) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** A record that an editor or a full disk has damaged must not make more of a fuss than a new build. */
function isRecord(value: unknown): value is BuildRecord {
  const { version, output, bootId, builtAt, synced, facts, inputs, watched, outputs } =
    fields(value);
  const { writer, hostfiles, packages } = fields(value);
  const { facts: stated, wrapped } = fields(writer);
  const { patterns, directories, misses, matches } = fields(hostfiles);
  return (
    version === RECORD_VERSION &&
    [output, bootId].every(isString) &&
    typeof builtAt === 'number' &&
    typeof synced === 'boolean' &&
    [facts, wrapped].every(isTextByName) &&
    Array.isArray(stated) &&
    stated.every(isString) &&
    Array.isArray(patterns) &&
    patterns.every(isString) &&
    [inputs, watched, outputs, directories, misses, matches].every(areStates) &&
    arePackages(packages)
  );
}

function arePackages(value: unknown): boolean {
  const isPackage = (each: unknown) => {
    const { name, version, arch, id } = fields(each);
    return [name, version, arch, id].every(isString);
  };
  return value === undefined || (Array.isArray(value) && value.every(isPackage));
}

function areStates(value: unknown): boolean {
  const isPair = (pair: unknown) =>
    Array.isArray(pair) && pair.length === 2 && pair.every(isString);
  return Array.isArray(value) && value.every(isPair);
}

function isTextByName(value: unknown): boolean {
  return isPlainObject(value) && Object.values(value).every(isString);
}

function fields(value: unknown): Record<string, unknown> {
  return isPlainObject(value) ? value : {};
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

/** FNV-1a, 2 × 32 bits: the record itself says which path it is for, and node:crypto takes 9 ms to load. */
function fileName(path: BytePath): string {
  let first = 0x811c9dc5;
  let second = 0x01000193;
  for (let index = 0; index < path.length; index++) {
    first = Math.imul(first ^ path.charCodeAt(index), 0x01000193);
    second = Math.imul(second ^ path.charCodeAt(path.length - 1 - index), 0x01000193);
  }
  const digits = [first, second].map((half) => (half >>> 0).toString(16).padStart(8, '0'));
  return `${digits.join('')}.json`;
}
