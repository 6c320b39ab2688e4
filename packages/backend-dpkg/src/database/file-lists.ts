import { type BytePath, type Host, isSuperminError, type Report, shownPath } from '@supermin/core';
import { warnUnread } from '@supermin/core/backend';
import { listMissing } from '../errors.ts';
import { parseFileList } from '../format/file-list.ts';
import { readTextFile, type TextFile } from '../format/text-file.ts';
import type { InstalledPackage } from './installed-package.ts';
import { infoFile } from './locations.ts';

/** The `info/*.list` files, each read when first asked for and kept. */
export class FileLists {
  readonly #files = new Map<InstalledPackage, TextFile>();
  readonly #unread = new Set<InstalledPackage>();

  /** @param report told of lists that cannot be read, and are only searched */
  constructor(
    private readonly host: Host,
    private readonly report: Report,
  ) {}

  /** The list as it stands in the file, to search in. @throws SuperminError `DPKG_LIST_MISSING`, `DPKG_DAMAGED` */
  file(found: InstalledPackage): TextFile {
    const known = this.#files.get(found);
    if (known !== undefined) return known;
    const file = this.#read(found);
    this.#files.set(found, file);
    return file;
  }

  /**
   * The list of a package that may turn out not to be needed. One that is missing or damaged is passed over, as
   * `dpkg-query -S` does: the package may have been removed since the status file was read.
   */
  textToSearch(found: InstalledPackage): string {
    if (this.#unread.has(found)) return '';
    try {
      return this.file(found).text;
    } catch (error) {
      if (!isSuperminError(error)) throw error;
      this.#unread.add(found);
      this.report(warnUnread(error));
      return '';
    }
  }

  /** Absolute paths, directories too, in the order of the file, which is the order of the archive. */
  paths(found: InstalledPackage): BytePath[] {
    return parseFileList(this.file(found));
  }

  /** The paths whose last component is `name`. */
  named(found: InstalledPackage, name: string): BytePath[] {
    const ending = `/${name}\n`;
    const text = this.textToSearch(found);
    const paths: BytePath[] = [];
    for (let at = text.indexOf(ending); at >= 0; at = text.indexOf(ending, at + 1)) {
      paths.push(text.slice(text.lastIndexOf('\n', at) + 1, at + ending.length - 1));
    }
    return paths;
  }

  #read(found: InstalledPackage): TextFile {
    const usual = infoFile(found.infoStem, 'list');
    const file =
      readTextFile(this.host, usual) ??
      // A database that dpkg has not brought to the format with architectures yet.
      (found.infoStem === found.name
        ? undefined
        : readTextFile(this.host, infoFile(found.name, 'list')));
    if (file === undefined) throw listMissing(found.id, shownPath(this.host, usual));
    return file;
  }
}
