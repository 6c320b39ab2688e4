import { systemErrorCode } from '../errors/supermin-error.ts';
import type { Host } from '../host/host.ts';
import { type BytePath, compareBytes, joinPath } from '../path/byte-path.ts';
import { compilePattern } from './fnmatch.ts';

/** glob(3) looks into a directory only for these; `[` alone is a character like any other. */
const WILDCARD = /[*?]|\[.*\]/s;

/**
 * Expands the patterns of hostfiles as glob(3) does with GLOB_NOESCAPE in the C locale: `*`, `?` and `[...]` within one
 * component, none of them matching a leading dot; no escapes; matches in byte order; nothing where nothing matches. A
 * final `/` asks for directories.
 *
 * Unlike glob(3) it never finds `.` and `..`, and gives paths without a final slash.
 *
 * One instance reads each directory once, however many patterns look into it.
 */
export class HostGlob {
  readonly #listings = new Map<BytePath, readonly BytePath[]>();
  readonly #misses = new Set<BytePath>();

  constructor(private readonly host: Host) {}

  /** @param pattern absolute; what is not matches nothing */
  expand(pattern: string): BytePath[] {
    if (!pattern.startsWith('/')) return [];
    let paths: BytePath[] = ['/'];
    // Components without wildcards are walked through unseen: only the result has to exist.
    let listed = false;
    for (const component of pattern.split('/')) {
      if (component === '' || component === '.') continue;
      listed = WILDCARD.test(component);
      paths = listed
        ? this.#matches(paths, component)
        : paths.map((directory) => joinPath(directory, component));
    }
    if (pattern.endsWith('/')) paths = paths.filter((path) => this.#isDirectory(path));
    else if (!listed) paths = paths.filter((path) => this.#exists(path));
    // The order of whole paths: `/a-b/x` stands before `/a/x`.
    return paths.sort(compareBytes);
  }

  /** Every directory that was looked into, whether it is there or not. */
  directories(): BytePath[] {
    return [...this.#listings.keys()];
  }

  /** Every path that was looked for by its full name and is not there, or not what was asked for. */
  misses(): BytePath[] {
    return [...this.#misses];
  }

  #matches(directories: readonly BytePath[], component: string): BytePath[] {
    const matches = compilePattern(component);
    // A leading dot has to be asked for by itself, not by a bracket expression.
    const hidden = component.startsWith('.');
    return directories.flatMap((directory) =>
      this.#list(directory)
        .filter((name) => (hidden || !name.startsWith('.')) && matches(name))
        .map((name) => joinPath(directory, name)),
    );
  }

  #list(directory: BytePath): readonly BytePath[] {
    let names = this.#listings.get(directory);
    if (names === undefined) {
      names = readable(() => this.host.readdir(directory)) ?? [];
      this.#listings.set(directory, names);
    }
    return names;
  }

  #exists(path: BytePath): boolean {
    return this.#noted(path, readable(() => this.host.lstat(path)) !== undefined);
  }

  #isDirectory(path: BytePath): boolean {
    return this.#noted(path, readable(() => this.host.stat(path))?.type === 'directory');
  }

  #noted(path: BytePath, found: boolean): boolean {
    if (!found) this.#misses.add(path);
    return found;
  }
}

/** Like glob(3) without GLOB_ERR: what is not there or may not be read matches nothing. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (systemErrorCode(error) !== undefined) return undefined;
    throw error;
  }
}
