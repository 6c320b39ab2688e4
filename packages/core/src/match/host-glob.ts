import { readable } from '../errors/attempt.ts';
import { SuperminError } from '../errors/supermin-error.ts';
import { Pacer } from '../events/pacer.ts';
import type { Host } from '../host/host.ts';
import { type BytePath, compareBytes, displayPath, joinPath } from '../path/byte-path.ts';
import { compilePattern } from './fnmatch.ts';

/** glob(3) looks into a directory only for these; `[` alone is a character like any other. */
const WILDCARD = /[*?]|\[.*\]/s;

const PATH_MAX = 4096;

/** Names that are read and paths that are made, of all patterns: some hundred megabytes. A large system has a million files. */
const MAXIMUM_NAMES = 4_000_000;

/**
 * Expands the patterns of hostfiles as glob(3) does with GLOB_NOESCAPE in the C locale: `*`, `?` and `[...]` within one
 * component, none of them matching a leading dot; no escapes; matches in byte order; nothing where nothing matches. A
 * final `/` behind a wildcard asks for directories.
 *
 * Unlike glob(3) it never finds `.` and `..`, and gives paths without a final slash.
 *
 * One instance reads each directory once, however many patterns look into it.
 */
export class HostGlob {
  readonly #listings = new Map<BytePath, readonly BytePath[]>();
  readonly #misses = new Set<BytePath>();
  readonly #pacer: Pacer;
  #names = 0;

  constructor(
    private readonly host: Host,
    signal: AbortSignal = new AbortController().signal,
    private readonly maximum = MAXIMUM_NAMES,
  ) {
    this.#pacer = new Pacer(signal);
  }

  /**
   * @param pattern absolute; what is not matches nothing
   * @throws SuperminError `PATTERN_LENGTH`, `PATTERN_MATCHES` (more than memory should be given for); the signal's reason
   */
  async expand(pattern: string): Promise<BytePath[]> {
    if (!pattern.startsWith('/')) return [];
    let paths: BytePath[] = ['/'];
    // Components without wildcards are walked through unseen: only the result has to exist.
    let listed = false;
    for (const { text, isWild } of stepsOf(pattern)) {
      listed = isWild;
      paths = isWild
        ? await this.#matches(paths, text, pattern)
        : paths.filter((directory) => canHold(directory, text)).map((path) => joinPath(path, text));
    }
    if (!listed) paths = await this.#only(paths, (path) => this.#exists(path));
    else if (pattern.endsWith('/')) {
      paths = await this.#only(paths, (path) => this.#isDirectory(path));
    }
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

  async #matches(
    directories: readonly BytePath[],
    component: string,
    pattern: string,
  ): Promise<BytePath[]> {
    const matches = compilePattern(component);
    // A leading dot has to be asked for by itself, not by a bracket expression.
    const hidden = component.startsWith('.');
    const found: BytePath[] = [];
    for (const directory of directories) {
      for (const name of this.#list(directory, pattern)) {
        if (this.#pacer.due()) await this.#pacer.rest();
        if (name.startsWith('.') && !hidden) continue;
        if (matches(name)) found.push(joinPath(directory, name));
      }
      if (this.#pacer.due()) await this.#pacer.rest();
    }
    this.#count(found.length, pattern);
    return found;
  }

  async #only(
    paths: readonly BytePath[],
    wanted: (path: BytePath) => boolean,
  ): Promise<BytePath[]> {
    const found: BytePath[] = [];
    for (const path of paths) {
      if (this.#pacer.due()) await this.#pacer.rest();
      if (wanted(path)) found.push(path);
    }
    return found;
  }

  #list(directory: BytePath, pattern: string): readonly BytePath[] {
    let names = this.#listings.get(directory);
    if (names === undefined) {
      // Like glob(3) without GLOB_ERR: what is not there or may not be read matches nothing.
      names = readable(() => this.host.readdir(directory)) ?? [];
      this.#listings.set(directory, names);
      this.#count(names.length + 1, pattern);
    }
    return names;
  }

  #count(names: number, pattern: string): void {
    this.#names += names;
    if (this.#names <= this.maximum) return;
    const text = `hostfiles look at more than ${this.maximum} files, the last ones for '${displayPath(pattern)}'`;
    throw new SuperminError('PATTERN_MATCHES', text, {
      hint: 'use patterns with fewer components that match everything',
    });
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

interface Step {
  text: string;
  isWild: boolean;
}

/** The components; those without wildcards that follow each other are one step, as each step is taken in many directories. */
function stepsOf(pattern: string): Step[] {
  const steps: Step[] = [];
  for (const text of pattern.split('/')) {
    if (text === '' || text === '.') continue;
    const isWild = WILDCARD.test(text);
    const last = steps.at(-1);
    if (isWild || last === undefined || last.isWild) steps.push({ text, isWild });
    else last.text += `/${text}`;
  }
  return steps;
}

/** Linux takes no longer path: joined all the same, such could fill the memory. */
function canHold(directory: BytePath, text: string): boolean {
  return directory.length + text.length < PATH_MAX;
}
