import { installHint, SuperminError } from '@supermin/core';
import { importOptional } from '../fast-start/bundle/import-installed.ts';

/** What `supermin inspect` and `why` are made of. */
export type InspectPackage = typeof import('@supermin/inspect');

/**
 * Imports `@supermin/inspect`, an optional dependency as the plugins are. It is not bundled: a start of other commands would have
 * more to read.
 *
 * @throws SuperminError `INSPECT_MISSING`
 */
export async function loadInspect(): Promise<InspectPackage> {
  const name = '@supermin/inspect';
  const missing = (cause?: unknown) =>
    new SuperminError('INSPECT_MISSING', `the package ${name} is not installed`, {
      hint: installHint(name),
      cause,
    });
  try {
    const found = await importOptional(name, {});
    if (found !== undefined) return found as InspectPackage;
  } catch (error) {
    throw missing(error);
  }
  throw missing();
}
