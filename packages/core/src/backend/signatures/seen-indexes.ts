import { readFileSync } from 'node:fs';
import { cacheName } from '../../cache/file-cache.ts';
import { ownDirectory } from '../../cache/own-directory.ts';
import { replaceFile } from '../../output/replace-file.ts';
import { type BytePath, joinPath, toSystemPath } from '../../path/byte-path.ts';

/** The signed file at the top of a repository (apt's Release, rpm's repomd.xml), verified. */
export interface SeenIndex {
  /** What was signed. */
  text: string;
  /** When it was downloaded, in seconds since the epoch. */
  fetched: number;
  /** By which keys it had to be signed. */
  signedBy: string;
}

/** The last index of each repository, in the user's cache: none that is older is taken for a newer one. */
export class SeenIndexes {
  readonly #directory: BytePath;

  /**
   * @param name of a directory in the cache
   * @throws SuperminError `CACHE_UNSAFE`; the system's error
   */
  constructor(cache: BytePath, name: string) {
    this.#directory = ownDirectory(cache, name);
  }

  /**
   * @param address where it was downloaded from
   * @param wanted by which keys it has to be signed: one by others is none
   */
  find(address: string, wanted: string): SeenIndex | undefined {
    try {
      const seen = JSON.parse(readFileSync(toSystemPath(this.#file(address)), 'utf8')) as SeenIndex;
      const { text, fetched, signedBy } = seen;
      const isSound = typeof text === 'string' && typeof fetched === 'number';
      return isSound && signedBy === wanted ? seen : undefined;
    } catch {
      return undefined;
    }
  }

  save(address: string, seen: SeenIndex): void {
    replaceFile(this.#file(address), JSON.stringify(seen));
  }

  /**
   * The newest date of all indexes of a repository that were taken, in seconds since the epoch; 0 if there was none.
   *
   * @param repository by whatever it is known on every mirror
   */
  newest(repository: string): number {
    try {
      const date = Number(readFileSync(toSystemPath(this.#file(repository, 'date')), 'latin1'));
      return Number.isFinite(date) ? date : 0;
    } catch {
      return 0;
    }
  }

  /** Dates only go forward. */
  saveDate(repository: string, date: number): void {
    if (date > this.newest(repository)) replaceFile(this.#file(repository, 'date'), String(date));
  }

  #file(address: string, ending = 'json'): BytePath {
    return joinPath(this.#directory, `${cacheName([address])}.${ending}`);
  }
}
