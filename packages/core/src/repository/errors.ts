import { prefixed } from '../errors/prefixed.ts';
import { isSuperminError, SuperminError, systemErrorCode } from '../errors/supermin-error.ts';
import { displayPath } from '../path/byte-path.ts';

export function lockDamaged(file: string, why: string): SuperminError {
  return new SuperminError('LOCK_DAMAGED', `${displayPath(file)}: truncated or corrupt: ${why}`, {
    hint: 'make it again with supermin prepare --from',
  });
}

/** The backend of a lock, or of `--from`, cannot do that. */
export function noRepository(backend: string): SuperminError {
  return new SuperminError(
    'REPOSITORY_UNSUPPORTED',
    `the backend '${backend}' does not read repositories`,
    { hint: 'a newer version of it may' },
  );
}

export function severalLocks(files: readonly string[]): SuperminError {
  const text = `more than one lock among the inputs: ${files.map(displayPath).join(', ')}`;
  return new SuperminError('LOCK_SEVERAL', text, { hint: 'an appliance has one lock.json' });
}

/** The root was made of them: an appliance without them would be another one, and nobody would know. */
export function lockedMissing(names: readonly string[]): SuperminError {
  const shown = names.map(displayPath).join(' ');
  const text = `the root made of lock.json does not have these packages of it: ${shown}`;
  return new SuperminError('PACKAGES_MISSING', text, {
    hint: 'prepare the appliance again; if that does not help, report it as a bug',
  });
}

/** `build` was handed a lock, and not the packages. */
export function lockUnused(file: string): SuperminError {
  const text = `${displayPath(file)}: the packages of a lock have to be fetched first`;
  return new SuperminError('LOCK_UNUSED', text, {
    hint: "pass build() the option 'lockedRoot': see lockedRoot()",
  });
}

export function cacheNeeded(): SuperminError {
  return new SuperminError('CACHE_MISSING', 'there is no directory to keep packages in', {
    hint: 'set XDG_CACHE_HOME or HOME to a directory of your own',
  });
}

/** What went wrong with a package while it was unpacked. A decompressor's own words know nothing of the package. */
export function ofPackage(name: string, error: unknown): unknown {
  const shown = displayPath(name);
  // zlib's errors: Z_DATA_ERROR, Z_BUF_ERROR.
  if (systemErrorCode(error)?.startsWith('Z_')) {
    const text = `package ${shown}: ${(error as Error).message}`;
    return new SuperminError('PACKAGE_DAMAGED', text, {
      hint: 'the repository has a file that is no package: try another mirror, or tell its maintainers',
      cause: error,
    });
  }
  if (!isSuperminError(error) || error.message.includes(shown)) return error;
  return prefixed(error, shown);
}
