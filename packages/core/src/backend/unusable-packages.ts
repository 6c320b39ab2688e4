import type { SuperminError } from '../errors/supermin-error.ts';
import type { Report } from '../events/event.ts';
import { warnUnread } from './errors.ts';

/** Packages that a database lists and that cannot be copied: an error for those who need one, and for nobody else. */
export class UnusablePackages {
  readonly #errors = new Map<string, SuperminError>();

  /** @param report told of records that cannot be read */
  constructor(private readonly report: Report) {}

  /** @param names what the package is called and provides, as far as that can be told */
  add(names: readonly string[], error: SuperminError): void {
    for (const name of names) this.#errors.set(name, error);
  }

  /** One whose record cannot be read, which is reported as well. */
  addUnread(names: readonly string[], error: SuperminError): void {
    this.add(names, error);
    this.report(warnUnread(error));
  }

  /**
   * To be called of a name that is needed and that no usable package has.
   *
   * @throws SuperminError if it is one of these
   */
  refuse(name: string): void {
    const error = this.#errors.get(name);
    if (error !== undefined) throw error;
  }
}
