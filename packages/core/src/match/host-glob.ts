import { systemErrorCode } from '../errors/supermin-error.ts';
import type { Host } from '../host/host.ts';
import { type BytePath, joinPath } from '../path/byte-path.ts';
import { neutralize, segmentExpression } from './segment.ts';

const WILDCARD = /[*?[]/;

/**
 * Expands the patterns of hostfiles as glob(3) would: `*`, `?` and `[...]` within one component, none of
 * them matching a leading dot; no escapes; matches in byte order; nothing where nothing matches.
 *
 * One instance reads each directory once, however many patterns look into it.
 */
export class HostGlob {
  readonly #listings = new Map<BytePath, readonly BytePath[]>();

  constructor(private readonly host: Host) {}

  expand(pattern: string): BytePath[] {
    const components = pattern.split('/').filter((component) => component !== '');
    if (components.length === 0) return ['/'];
    let paths: BytePath[] = ['/'];
    // Components without wildcards are walked through unseen: only the result has to exist.
    let checked = true;
    components.forEach((component, index) => {
      if (WILDCARD.test(component)) {
        const expression = segmentExpression(component, { dot: false });
        paths = paths.flatMap((directory) => this.#matches(directory, expression));
        checked = true;
      } else {
        paths = paths.map((directory) => joinPath(directory, component));
        checked = false;
      }
      if (index === components.length - 1 && !checked)
        paths = paths.filter((path) => this.#exists(path));
    });
    return paths;
  }

  #matches(directory: BytePath, expression: RegExp): BytePath[] {
    return this.#list(directory)
      .filter((name) => expression.test(neutralize(name)))
      .map((name) => joinPath(directory, name));
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
    return readable(() => this.host.lstat(path)) !== undefined;
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
