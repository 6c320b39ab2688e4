import { createHash } from 'node:crypto';
import {
  type BytePath,
  type Host,
  type PackageFile,
  type PristineFile,
  shownPath,
} from '@supermin/core';
import type { ConfigFile } from '@supermin/core/backend';
import type { FileLists } from '../database/file-lists.ts';
import type { InstalledPackage } from '../database/installed-package.ts';
import { localFile } from '../database/locations.ts';
import { readFile } from '../database/read-file.ts';
import { parseMtree, type ShippedFile } from '../format/mtree.ts';

/** The config files of a package, each with the check whether it is as shipped. */
export function configFiles(
  host: Host,
  lists: FileLists,
  found: InstalledPackage,
  files: readonly PackageFile[],
): ConfigFile[] {
  const paths = files.filter(({ config }) => config).map(({ path }) => path);
  if (paths.length === 0) return [];
  const shipped = new ShippedFiles(host, lists, found);
  return paths.map((path) => ({ path, asShipped: (file) => shipped.asShipped(file) }));
}

/**
 * What the database knows of the originals of one package's config files: the package's own `mtree`, with digests and modes
 * of all files, where makepkg made the package; else the MD5 digests of `%BACKUP%`.
 */
class ShippedFiles {
  readonly #backup: ReadonlyMap<BytePath, string | undefined>;
  readonly #files: ReadonlyMap<BytePath, ShippedFile>;

  constructor(host: Host, lists: FileLists, found: InstalledPackage) {
    this.#backup = lists.of(found).backup;
    const path = localFile(found.directory, 'mtree');
    this.#files =
      host.stat(path) === undefined
        ? new Map()
        : parseMtree(shownPath(host, path), readFile(host, path));
  }

  /** The file with the mode that it was shipped with; undefined if it is changed, or if that cannot be told. */
  asShipped(file: PristineFile): PristineFile | undefined {
    const shipped = this.#files.get(file.path);
    const { mode = file.mode } = shipped ?? {};
    return this.#isUnchanged(file, shipped) ? { ...file, mode } : undefined;
  }

  #isUnchanged(
    { path, bytes, linkTarget }: PristineFile,
    shipped: ShippedFile | undefined,
  ): boolean {
    if (bytes === undefined) return linkTarget === shipped?.linkTarget;
    const digest = (algorithm: string) => createHash(algorithm).update(bytes).digest('hex');
    if (shipped?.sha256 !== undefined) return digest('sha256') === shipped.sha256;
    const md5 = shipped?.md5 ?? this.#backup.get(path);
    return md5 !== undefined && digest('md5') === md5;
  }
}
