import { installHint, isOutOfFiles, SuperminError } from '@supermin/core';
import { importOptional, type Modules } from '../fast-start/bundle/import-installed.ts';

/** One of our packages that need not be installed. */
export interface OptionalPackage {
  name: string;
  /** Of the error if it is missing. */
  code: string;
}

/**
 * Imports an optional dependency, like the plugins.
 *
 * @param specifier of the package, or of a part of it
 * @throws SuperminError `code`, if it is not installed or not whole
 */
export async function loadOptional(
  { name, code }: OptionalPackage,
  specifier: string,
  modules: Modules,
): Promise<unknown> {
  const missing = (cause?: unknown) =>
    new SuperminError(code, `the package ${name} is not installed`, {
      hint: installHint(name),
      cause,
    });
  let found: unknown;
  try {
    found = await importOptional(specifier, modules);
  } catch (error) {
    if (isOutOfFiles(error)) throw error;
    throw missing(error);
  }
  if (found === undefined) throw missing();
  return found;
}
