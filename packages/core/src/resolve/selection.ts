import { excludeMatcher } from '../match/exclude.ts';
import type { BytePath } from '../path/byte-path.ts';
import type { PackageFile } from '../plugin/contract.ts';
import { isDocumentation } from './documentation.ts';

export interface SelectionOptions {
  /** Configuration files, too. */
  includeConfig?: boolean | undefined;
  noDocs?: boolean | undefined;
  /** Patterns of excludefiles. */
  excludes: readonly string[];
}

/** Decides, file by file, what goes into the appliance. */
export class Selection {
  /** Files of packages that no pattern matches. */
  readonly #kept = new Set<BytePath>();
  /** Those of them that lie elsewhere on the host. */
  readonly #diverted = new Set<BytePath>();
  /** Files of packages that a pattern matches. */
  readonly excluded = new Set<BytePath>();
  /** Hostfiles that are not kept anyway. */
  readonly #added: BytePath[] = [];
  readonly #isExcluded: (path: BytePath) => boolean;

  constructor(private readonly options: SelectionOptions) {
    const { excludes } = options;
    this.#isExcluded = excludes.length === 0 ? () => false : excludeMatcher(excludes);
  }

  /** Files of packages that are wanted. */
  get kept(): number {
    return this.#kept.size;
  }

  /** All that is wanted. */
  get wanted(): number {
    return this.#kept.size + this.#added.length;
  }

  /** The paths of all that is wanted. */
  paths(): BytePath[] {
    return [...this.#kept, ...this.#added];
  }

  /**
   * Takes a package's file. Where a diverted file and the file of the package that diverts it belong at one path, the latter is
   * there on the host, and so here.
   *
   * @returns where it lies on the host; undefined if it is not wanted, or has been taken already
   */
  take(file: PackageFile): BytePath | undefined {
    const { path, hostPath } = file;
    if (file.config && this.options.includeConfig !== true) return undefined;
    if (this.options.noDocs === true && isDocumentation(file)) return undefined;
    if (this.#kept.has(path)) {
      return hostPath === undefined && this.#diverted.delete(path) ? path : undefined;
    }
    if (this.#isExcluded(path)) {
      this.excluded.add(path);
      return undefined;
    }
    this.#kept.add(path);
    if (hostPath !== undefined) this.#diverted.add(path);
    return hostPath ?? path;
  }

  /** Takes a link that no package owns, unless a pattern matches it. */
  takeLink(path: BytePath): boolean {
    if (this.#isExcluded(path)) return false;
    if (!this.#kept.has(path)) this.#added.push(path);
    return true;
  }

  /** Takes a file that hostfiles name, whatever the patterns say. @returns false if it has been taken already */
  takeHostfile(path: BytePath): boolean {
    if (this.#kept.has(path)) return this.#diverted.delete(path);
    this.#added.push(path);
    return true;
  }
}
