import { isSuperminError } from '../errors/supermin-error.ts';
import type { Report } from '../events/event.ts';
import { warnUnread } from './errors.ts';

/** The lists of the packages' files, each read when it is first asked for and kept. */
export class FileListCache<P, L> {
  readonly #lists = new Map<P, L>();
  readonly #unread = new Set<P>();

  /**
   * @param read the list of one package; throws a SuperminError where it is missing or damaged
   * @param report told of lists that cannot be read, and are only searched
   */
  constructor(
    private readonly read: (found: P) => L,
    private readonly report: Report,
  ) {}

  /** @throws what `read` throws */
  of(found: P): L {
    const known = this.#lists.get(found);
    if (known !== undefined) return known;
    const list = this.read(found);
    this.#lists.set(found, list);
    return list;
  }

  /**
   * The list of a package that may turn out not to be needed. One that is missing or damaged is reported once and passed over,
   * as the package managers do when they search: the package may have been removed since its record was read.
   */
  toSearch(found: P): L | undefined {
    if (this.#unread.has(found)) return undefined;
    try {
      return this.of(found);
    } catch (error) {
      if (!isSuperminError(error)) throw error;
      this.#unread.add(found);
      this.report(warnUnread(error));
      return undefined;
    }
  }
}
