import type { BytePath, Host } from '@supermin/core';
import { listMissing } from '../errors.ts';
import { parseFileList } from '../format/file-list.ts';
import { readTextFile, type TextFile } from '../format/text-file.ts';
import type { InstalledPackage } from './installed-package.ts';
import { infoFile } from './locations.ts';

/** The `info/*.list` files, each read when first asked for and kept. */
export class FileLists {
  readonly #files = new Map<InstalledPackage, TextFile>();

  constructor(private readonly host: Host) {}

  /** The list as it stands in the file, to search in. @throws SuperminError `DPKG_LIST_MISSING`, `DPKG_DAMAGED` */
  file(found: InstalledPackage): TextFile {
    const known = this.#files.get(found);
    if (known !== undefined) return known;
    const file = this.#read(found);
    this.#files.set(found, file);
    return file;
  }

  /** Absolute paths, directories too, in the order of the file, which is the order of the archive. */
  paths(found: InstalledPackage): BytePath[] {
    return parseFileList(this.file(found));
  }

  #read(found: InstalledPackage): TextFile {
    const usual = infoFile(found.infoStem, 'list');
    const file =
      readTextFile(this.host, usual) ??
      // A database that dpkg has not brought to the format with architectures yet.
      (found.infoStem === found.name
        ? undefined
        : readTextFile(this.host, infoFile(found.name, 'list')));
    if (file === undefined) throw listMissing(found.id, this.host.locate(usual));
    return file;
  }
}
