import { lstatSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { isOwn, ownDirectory } from '../cache/own-directory.ts';
import { isUnused } from '../cache/unused.ts';
import { isSuperminError } from '../errors/supermin-error.ts';
import type { Report } from '../events/event.ts';
import { ownerTag } from '../output/owner-tag.ts';
import { sweep } from '../output/sweep.ts';
import { type BytePath, joinPath, toSystemPath } from '../path/byte-path.ts';
import type { Allowance } from './allowance.ts';
import type { Layer, LayerSource, ReadEntries, StoredEntries } from './layer.ts';
import { readEntries, readLayer, writeEntries, writeLayer } from './layer-file.ts';

/** Below the user's cache directory. To be raised when layers are written in another way. */
const DIRECTORY = 'layers-1';

const DIGEST = /^[0-9a-f]{64}$/;

export interface AddOptions {
  report: Report;
  /** Bytes that all files of the archive may have, and of others that it is shared with. */
  allowance: Allowance;
}

/**
 * Archives, unpacked, in the user's cache: each in one file, under the SHA-256 of the archive. Files appear there complete, or not
 * at all; any number of processes may use one store.
 *
 *     CACHE/layers-1/<digest>
 */
export class LayerStore {
  readonly #directory: BytePath;
  #tidied = false;

  /**
   * @param cache the user's cache directory, see `cacheDirectory()`
   * @throws SuperminError `CACHE_UNSAFE`; the system's error
   */
  constructor(cache: BytePath) {
    this.#directory = ownDirectory(cache, DIRECTORY);
  }

  /** The layer of an archive; undefined if it is not there, or is not any more as it was written. */
  find(digest: string): Layer | undefined {
    return this.#find(digest, (file) => readLayer(file, digest));
  }

  /** The same of what `addEntries` wrote. */
  findEntries(digest: string): StoredEntries | undefined {
    return this.#find(digest, readEntries);
  }

  #find<T>(digest: string, read: (file: BytePath) => T): T | undefined {
    const file = this.#fileOf(digest);
    const stats = lstatSync(toSystemPath(file), { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    try {
      if (stats.isFile() && isOwn(stats)) return read(file);
    } catch (error) {
      if (!isSuperminError(error) && !(error instanceof SyntaxError)) throw error;
    }
    rmSync(toSystemPath(file), { force: true, recursive: true });
    return undefined;
  }

  /** True if there is one, without a look into it. */
  has(digest: string): boolean {
    const stats = lstatSync(toSystemPath(this.#fileOf(digest)), { throwIfNoEntry: false });
    return stats?.isFile() === true && isOwn(stats);
  }

  /**
   * Unpacks an archive whose digest the caller has checked.
   *
   * @throws SuperminError `ARCHIVE_*`, `LAYER_SIZE`, `TREE_*`; system errors (`ENOSPC`); what the members throw
   */
  async add(digest: string, source: LayerSource, options: AddOptions): Promise<Layer> {
    const file = await this.#add(digest, (places) => writeLayer(source, { ...options, ...places }));
    return readLayer(file, digest);
  }

  /**
   * Keeps what an archive is read as, if that is no tree: paths that are taken away, links to what another archive has.
   *
   * @param digest of the archive, and of what is made of it: it must be no archive's own
   * @throws what `read` throws; SuperminError `LAYER_SIZE`; system errors
   */
  async addEntries(
    digest: string,
    source: Pick<LayerSource, 'name' | 'notes'> & { read: ReadEntries },
    options: AddOptions,
  ): Promise<StoredEntries> {
    const file = await this.#add(digest, (places) =>
      writeEntries(source, { ...options, ...places }, source.read),
    );
    return readEntries(file);
  }

  async #add(
    digest: string,
    write: (places: { temporary: BytePath; file: BytePath }) => Promise<void>,
  ): Promise<BytePath> {
    const file = this.#fileOf(digest);
    if (!this.#tidied) this.#tidy();
    const temporary = joinPath(this.#directory, ownerTag());
    try {
      await write({ temporary, file });
      renameSync(toSystemPath(temporary), toSystemPath(file));
    } finally {
      rmSync(toSystemPath(temporary), { force: true });
    }
    return file;
  }

  #fileOf(digest: string): BytePath {
    if (!DIGEST.test(digest)) throw new TypeError(`not a SHA-256: ${digest}`);
    return joinPath(this.#directory, digest);
  }

  /** What killed processes left, and what nobody has used for a long time. Once in a store's life: there may be thousands. */
  #tidy(): void {
    this.#tidied = true;
    sweep(this.#directory);
    for (const name of readdirSync(toSystemPath(this.#directory), { encoding: 'latin1' })) {
      if (!DIGEST.test(name)) continue;
      const file = joinPath(this.#directory, name);
      if (isUnused(file)) rmSync(toSystemPath(file), { force: true });
    }
  }
}
