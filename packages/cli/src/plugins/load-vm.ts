import type { Modules } from '../fast-start/bundle/import-installed.ts';
import { loadOptional } from './load-optional.ts';

/**
 * Imports `@supermin/vm`, or a part of it.
 *
 * @throws SuperminError `VM_MISSING`
 */
export function loadVmModule(name: string, modules: Modules): Promise<unknown> {
  return loadOptional({ name: '@supermin/vm', code: 'VM_MISSING' }, name, modules);
}
