import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { BytePath } from '../path/byte-path.ts';
import type { Signature } from './signature.ts';

/** Changes whenever a record of an older version must not be believed. */
const RECORD_VERSION = 1;

/** What a finished build remembers, to tell later whether it has to be done again. */
export interface BuildRecord {
  version: typeof RECORD_VERSION;
  /** The boot of the host during which the output was written: it is not fsynced. */
  bootId: string;
  /** Every option and variable that changes the result, by the name that the user knows it by. */
  facts: Record<string, string>;
  /** Input files, in reading order, with their signatures. */
  inputs: [BytePath, Signature][];
  /** Package database, kernel and other things of the host. */
  watched: [BytePath, Signature][];
  hostfiles: { patterns: string[]; digest: string };
  outputs: [BytePath, Signature][];
}

/** Everything of a record but what every record has. */
export type RecordContent = Omit<BuildRecord, 'version'>;

/** The records of one user, one file for each output directory. */
export class RecordStore {
  readonly #directory: string;

  /** @param cacheDirectory see `cacheDirectory()` */
  constructor(cacheDirectory: string) {
    this.#directory = `${cacheDirectory}/builds`;
  }

  /** The record of the last build into `output` (a real path); undefined if there is none that can be read. */
  load(output: BytePath): BuildRecord | undefined {
    try {
      const record = JSON.parse(readFileSync(this.#file(output), 'latin1')) as BuildRecord;
      return record.version === RECORD_VERSION ? record : undefined;
    } catch {
      return undefined;
    }
  }

  save(output: BytePath, content: RecordContent): void {
    mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
    const file = this.#file(output);
    const temporary = `${file}.${randomBytes(6).toString('hex')}`;
    const record: BuildRecord = { version: RECORD_VERSION, ...content };
    writeFileSync(temporary, JSON.stringify(record), { encoding: 'latin1', mode: 0o600 });
    renameSync(temporary, file);
  }

  #file(output: BytePath): string {
    const name = createHash('sha256').update(output, 'latin1').digest('hex').slice(0, 32);
    return `${this.#directory}/${name}.json`;
  }
}
