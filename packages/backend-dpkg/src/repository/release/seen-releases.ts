import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type BytePath, joinPath, ownDirectory, ownerTag, toSystemPath } from '@supermin/core';

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
    const file = this.#file(address);
    const temporary = toSystemPath(`${file}.${ownerTag()}`);
    writeFileSync(temporary, JSON.stringify(seen), { mode: 0o600 });
    renameSync(temporary, toSystemPath(file));
  }

  #file(address: string): BytePath {
    const digest = createHash('sha256').update(address).digest('hex').slice(0, 32);
    return joinPath(this.#directory, `${digest}.json`);
  }
}
