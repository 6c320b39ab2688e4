import { type BytePath, type Host, type Report, shownPath } from '@supermin/core';
import { FileListCache } from '@supermin/core/backend';
import { listMissing } from '../errors.ts';
import { parseFileList } from '../format/file-list.ts';
import { readTextFile, type TextFile } from '../format/text-file.ts';
import type { InstalledPackage } from './installed-package.ts';
import { infoFile } from './locations.ts';

/** The `info/*.list` files. */
export class FileLists {
  readonly #lists: FileListCache<InstalledPackage, TextFile>;

  /** @param report told of lists that cannot be read, and are only searched */
  constructor(
    private readonly host: Host,
    report: Report,
  ) {
    this.#lists = new FileListCache((found) => this.#read(found), report);
  }

  /** The list as it stands in the file, to search in. @throws SuperminError `DPKG_LIST_MISSING`, `DPKG_DAMAGED` */
  file(found: InstalledPackage): TextFile {
    return this.#lists.of(found);
  }

  /** The list of a package that may turn out not to be needed: `dpkg-query -S` passes over one that is missing, too. */
  textToSearch(found: InstalledPackage): string {
    return this.#lists.toSearch(found)?.text ?? '';
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
