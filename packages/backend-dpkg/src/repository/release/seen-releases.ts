import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import {
  type BytePath,
  cacheName,
  joinPath,
  ownDirectory,
  ownerTag,
  toSystemPath,
} from '@supermin/core';

/** A Release file that was verified. */
export interface SeenRelease {
  /** What was signed. */
  text: string;
  /** When it was downloaded, in seconds since the epoch. */
  fetched: number;
  /** By which keys it had to be signed. */
  signedBy: string;
}

const DIRECTORY = 'dpkg-releases';

/** The last Release file of each suite, in the user's cache: none that is older is taken for a newer one. */
export class SeenReleases {
  readonly #directory: BytePath;

  /** @throws SuperminError `CACHE_UNSAFE`; the system's error */
  constructor(cache: BytePath) {
    this.#directory = ownDirectory(cache, DIRECTORY);
  }

  /** @param address of the suite's directory */
  find(address: string): SeenRelease | undefined {
    try {
      const seen = JSON.parse(
        readFileSync(toSystemPath(this.#file(address)), 'utf8'),
      ) as SeenRelease;
      const { text, fetched, signedBy } = seen;
      const isSound = typeof text === 'string' && typeof fetched === 'number';
      return isSound && typeof signedBy === 'string' ? seen : undefined;
    } catch {
      return undefined;
    }
  }

  save(address: string, seen: SeenRelease): void {
    this.#write(this.#file(address), JSON.stringify(seen));
  }

  /**
   * The newest date of all Release files of a suite that were taken, in seconds since the epoch; 0 if there was none.
   *
   * @param suite by whatever it is known on every mirror
   */
  newest(suite: string): number {
    try {
      const date = Number(readFileSync(toSystemPath(this.#file(suite, 'date')), 'latin1'));
      return Number.isFinite(date) ? date : 0;
    } catch {
      return 0;
    }
  }

  /** Dates only go forward. */
  saveDate(suite: string, date: number): void {
    if (date > this.newest(suite)) this.#write(this.#file(suite, 'date'), String(date));
  }

  #write(file: BytePath, text: string): void {
    const temporary = toSystemPath(`${file}.${ownerTag()}`);
    writeFileSync(temporary, text, { mode: 0o600 });
    renameSync(temporary, toSystemPath(file));
  }

  #file(address: string, ending = 'json'): BytePath {
    return joinPath(this.#directory, `${cacheName([address])}.${ending}`);
  }
}
