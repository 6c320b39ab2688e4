import { SuperminError, systemErrorCode } from '../errors/supermin-error.ts';
import { displayPath, fromUnicode } from '../path/byte-path.ts';
import type { Backend, OpenOptions, PackageDatabase } from './contract.ts';
import { type Lazy, loadBackend } from './load-plugin.ts';

/**
 * Opens the package database of a root.
 *
 * @throws SuperminError `DATABASE_CLOSED` where this user may not read it; what the backend throws
 */
export async function openDatabase(
  backend: Lazy<Backend>,
  context: OpenOptions,
): Promise<PackageDatabase> {
  const loaded = await loadBackend(backend);
  try {
    return await loaded.open(context);
  } catch (error) {
    throw described(error);
  }
}

function described(error: unknown): unknown {
  const { path } = error as { path?: unknown };
  if (systemErrorCode(error) !== 'EACCES' || typeof path !== 'string') return error;
  const shown = displayPath(fromUnicode(path));
  return new SuperminError(
    'DATABASE_CLOSED',
    `${shown}: the package database is closed to this user`,
    {
      hint: 'run as a user who may read it, such as root',
      cause: error,
    },
  );
}
