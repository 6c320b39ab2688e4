import { readable } from '../errors/attempt.ts';
import type { Host } from '../host/host.ts';
import { type BytePath, joinPath, parentPath } from '../path/byte-path.ts';

/**
 * A path that a configuration file of the root names: `DBPath` of pacman.conf(5).
 *
 *     { "file": "/etc/pacman.conf", "section": "options", "key": "DBPath", "include": "Include", "append": "local" }
 */
export interface ConfiguredPath {
  /** In sections of `[NAME]`, with lines of `KEY = VALUE` and of `# comment`. */
  file: BytePath;
  section: string;
  key: string;
  /** The key whose value names a file that stands in its place; `*` and `?` in its last component match any name. */
  include?: string;
  /** What lies in the directory that the key names. */
  append?: BytePath;
}

/** Included files may include others, though hardly so many. */
const MOST_FILES = 100;

/** The path as seen from inside of the root; undefined if the file, or the key, is not there. The first value counts. */
export function configuredPath(host: Host, place: ConfiguredPath): BytePath | undefined {
  const value = new ConfigurationReader(host, place).read(place.file);
  if (value === undefined || !value.startsWith('/')) return undefined;
  const directory = value.replace(/\/+$/, '') || '/';
  return place.append === undefined ? directory : joinPath(directory, place.append);
}

class ConfigurationReader {
  /** An included file goes on with the section of the one that includes it. */
  #section = '';
  #files = 0;

  constructor(
    private readonly host: Host,
    private readonly place: ConfiguredPath,
  ) {}

  read(file: BytePath): string | undefined {
    if (++this.#files > MOST_FILES) return undefined;
    for (const raw of this.#text(file).split('\n')) {
      const line = raw.trim();
      const section = /^\[(.*)\]$/.exec(line)?.[1];
      if (section !== undefined) this.#section = section;
      const [, key, value] = /^([^#=][^=]*?)\s*=\s*(.*)$/.exec(line) ?? [];
      if (key === undefined || value === undefined) continue;
      const found = this.#setting(key, value);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #setting(key: string, value: string): string | undefined {
    if (key === this.place.include) {
      for (const each of this.#included(value)) {
        const found = this.read(each);
        if (found !== undefined) return found;
      }
    }
    return this.#section === this.place.section && key === this.place.key ? value : undefined;
  }

  #included(pattern: string): BytePath[] {
    const directory = parentPath(pattern);
    const name = pattern.slice(pattern.lastIndexOf('/') + 1);
    if (!/[*?]/.test(name)) return [pattern];
    const expression = name
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*+/g, '.*')
      .replace(/\?/g, '.');
    const matches = new RegExp(`^(?!\\.)${expression}$`, 's');
    const names = readable(() => this.host.readdir(directory)) ?? [];
    return names.filter((each) => matches.test(each)).map((each) => joinPath(directory, each));
  }

  #text(file: BytePath): string {
    return readable(() => this.host.readFile(file).toString('latin1')) ?? '';
  }
}
