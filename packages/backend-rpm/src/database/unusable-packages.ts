import type { Report, SuperminError } from '@supermin/core';

/** A record of the database that was passed over. */
export interface SkippedRecord {
  /** What it says that it is called and provides; nothing where not even that can be told. */
  names: readonly string[];
  error: SuperminError;
}

/** Packages that the database holds and that cannot be read: an error for those who need one, for others a warning. */
export class UnusablePackages {
  readonly #errors = new Map<string, SuperminError>();

  constructor(private readonly report: Report) {}

  add({ names, error }: SkippedRecord): void {
    for (const name of names) this.#errors.set(name, error);
    const { message, hint } = error;
    this.report({
      kind: 'warning',
      text: `${message}; skipped`,
      ...(hint !== undefined && { hint }),
    });
  }

  /**
   * To be called of a name that is needed and that no readable package has.
   *
   * @throws SuperminError if it is one of these
   */
  refuse(name: string): void {
    const error = this.#errors.get(name);
    if (error !== undefined) throw error;
  }
}
