import { installHint, SuperminError } from '@supermin/core';
import { importOptional, type Modules } from '../fast-start/bundle/import-installed.ts';

/**
 * Imports what is an optional dependency, like the plugins: `@supermin/vm`, or a part of it.
 *
 * @throws SuperminError `VM_MISSING`
 */
export async function loadVmModule(name: string, modules: Modules): Promise<unknown> {
  const missing = (cause?: unknown) =>
    new SuperminError('VM_MISSING', 'the package @supermin/vm is not installed', {
      hint: installHint('@supermin/vm'),
      cause,
    });
  let found: unknown;
  try {
    found = await importOptional(name, modules);
  } catch (error) {
    throw missing(error);
  }
  if (found === undefined) throw missing();
  return found;
}
