import { lstatSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { isOwn, ownDirectory } from '../cache/own-directory.ts';
import { isDeadTag, ownerTag } from '../output/owner-tag.ts';
import { sweep } from '../output/sweep.ts';
import { type BytePath, joinPath, toSystemPath } from '../path/byte-path.ts';
import { type FetchOptions, fetchFile, type RemoteFile } from './fetch-file.ts';

/** Below the user's cache directory. */
const DIRECTORY = 'downloads';

/**
 * Downloads on their way. What a killed process had of a file is gone on with:
 *
 *     CACHE/downloads/<SHA-256>.<owner tag>
 */
export class Downloads {
  readonly #directory: BytePath;

  /** @throws SuperminError `CACHE_UNSAFE`; the system's error */
  constructor(cache: BytePath) {
    this.#directory = ownDirectory(cache, DIRECTORY);
    sweep(this.#directory);
  }

  /**
   * Downloads a file, checks it, and gives it to `work`; then it is removed. If the download is broken off, what is there of it
   * stays, for the next process.
   *
   * @throws as `fetchFile`; what `work` throws
   */
  async with<T>(
    file: RemoteFile,
    options: FetchOptions,
    work: (path: BytePath) => Promise<T>,
  ): Promise<T> {
    const path = joinPath(this.#directory, `${file.sha256 ?? ''}.${ownerTag()}`);
    if (file.sha256 !== undefined) this.#inherit(file.sha256, path);
    try {
      await fetchFile(file, path, options);
    } catch (error) {
      if (!options.signal.aborted) rmSync(toSystemPath(path), { force: true });
      throw error;
    }
    try {
      return await work(path);
    } finally {
      rmSync(toSystemPath(path), { force: true });
    }
  }

  /** Takes over what a dead process had; removes what else there is of the same file. */
  #inherit(sha256: string, path: BytePath): void {
    for (const name of readdirSync(toSystemPath(this.#directory), { encoding: 'latin1' })) {
      const left = toSystemPath(joinPath(this.#directory, name));
      const stats = lstatSync(left, { throwIfNoEntry: false });
      const [, digest, tag = ''] = /^([0-9a-f]{64})?\.(.*)$/.exec(name) ?? [];
      const age = (Date.now() - (stats?.mtimeMs ?? Date.now())) / 1000;
      if (!stats?.isFile() || !isOwn(stats) || !isDeadTag(tag, age)) continue;
      try {
        if (digest === sha256) renameSync(left, toSystemPath(path));
        else if (age > 24 * 3600 || digest === undefined) rmSync(left, { force: true });
      } catch {
        // Another process was faster.
      }
    }
  }
}
