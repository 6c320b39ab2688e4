import type { BytePath, Host, Report } from '@supermin/core';
import { FileListCache, notBelowRoot } from '@supermin/core/backend';
import { damaged } from '../errors.ts';
import type { InstalledPackage } from './installed-package.ts';
import { localFile } from './locations.ts';
import { readSectionFile } from './read-file.ts';

/** What a package's `files` tells. */
export interface FileList {
  /** As the file has them: relative to the root, directories with a final slash. */
  entries: readonly string[];
  /** Config files, absolute, with the MD5 digest of the original; undefined where pacman did not know it. */
  backup: ReadonlyMap<BytePath, string | undefined>;
}

/** The `files` of the packages. */
export class FileLists {
  readonly #lists: FileListCache<InstalledPackage, FileList>;

  /** @param report told of lists that cannot be read, and are only searched */
  constructor(
    private readonly host: Host,
    report: Report,
  ) {
    this.#lists = new FileListCache((found) => this.#read(found), report);
  }

  of(found: InstalledPackage): FileList {
    return this.#lists.of(found);
  }

  /** Absolute paths without final slashes, in the order of the list. */
  paths(found: InstalledPackage): BytePath[] {
    return this.of(found).entries.map((entry) => absolutePath(found, entry));
  }

  /** The paths whose last component is `name`, of a package that may turn out not to be needed. */
  named(found: InstalledPackage, name: string): BytePath[] {
    const ending = `/${name}`;
    const entries = this.#lists.toSearch(found)?.entries ?? [];
    return entries
      .map((entry) => `/${entry.endsWith('/') ? entry.slice(0, -1) : entry}`)
      .filter((path) => path.endsWith(ending));
  }

  #read(found: InstalledPackage): FileList {
    const file = readSectionFile(this.host, localFile(found.directory, 'files'));
    // pacman reads it as far as it goes; what is missing would be missing in the appliance.
    if (file.isCutOff) throw damaged(file.path, 'it is cut off');
    const backup = file.lines('BACKUP').map((line) => parseBackup(found, line));
    return { entries: file.lines('FILES'), backup: new Map(backup) };
  }
}

/** `etc/plain.conf`, a tab, the digest; `(null)` for a file that the package says it has and has not. */
function parseBackup(found: InstalledPackage, line: string): [BytePath, string | undefined] {
  const tab = line.lastIndexOf('\t');
  const digest = line.slice(tab + 1);
  const path = absolutePath(found, tab < 0 ? line : line.slice(0, tab));
  return [path, /^[0-9a-f]{32}$/.test(digest) ? digest : undefined];
}

/** Nothing may be written outside of an appliance. */
function absolutePath(found: InstalledPackage, entry: string): BytePath {
  const path = `/${entry.endsWith('/') ? entry.slice(0, -1) : entry}`;
  if (/\/(?:\.{0,2})(?:\/|$)/.test(path)) throw notBelowRoot(found.id, entry);
  return path;
}
