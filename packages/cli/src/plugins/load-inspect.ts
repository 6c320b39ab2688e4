import { loadOptional } from './load-optional.ts';

/** What `supermin inspect` and `why` are made of. */
export type InspectPackage = typeof import('@supermin/inspect');

/**
 * Imports `@supermin/inspect`. It is not bundled: a start of other commands would have more to read.
 *
 * @throws SuperminError `INSPECT_MISSING`
 */
export async function loadInspect(): Promise<InspectPackage> {
  const name = '@supermin/inspect';
  return (await loadOptional({ name, code: 'INSPECT_MISSING' }, name, {})) as InspectPackage;
}
