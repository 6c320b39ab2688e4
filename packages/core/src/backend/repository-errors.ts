import { SuperminError } from '../errors/supermin-error.ts';
import { displayPath } from '../path/byte-path.ts';
import { TAMPERED } from './signatures/errors.ts';

/** An index of a repository that cannot be one. */
export function indexDamaged(address: string, problem: string): SuperminError {
  return new SuperminError('INDEX_DAMAGED', `${address}: truncated or corrupt: ${problem}`, {
    hint: TAMPERED,
  });
}

/** An index that was replaced by a newer one before. */
export function indexOld(
  code: 'INDEX_OLD' | 'RELEASE_OLD',
  address: string,
  { found, last }: Readonly<Record<'found' | 'last', Date>>,
): SuperminError {
  const text = `${address}: the index is of ${found.toISOString()}, older than the one of ${last.toISOString()} that was there before`;
  return new SuperminError(code, text, {
    hint: 'somebody replays an old index, or the mirror has gone back: choose another mirror with --mirror',
  });
}

/** A package file that is none, or another one. */
export function packageDamaged(name: string, problem: string): SuperminError {
  return new SuperminError('PACKAGE_DAMAGED', `package ${displayPath(name)}: ${problem}`, {
    hint: TAMPERED,
  });
}

/** A word of `--from` that this backend does not know. */
export function fromUnknown(from: string, hint: string): SuperminError {
  return new SuperminError('FROM_UNKNOWN', `unknown repository: '${displayPath(from)}'`, { hint });
}

/** A name that is neither a package nor what one provides. @param hint where no other name is near */
export function nameUnknown(name: string, near: string | undefined, hint: string): SuperminError {
  const text = `no such package in the repositories: ${displayPath(name)}`;
  return new SuperminError('PACKAGES_MISSING', text, {
    hint: near === undefined ? hint : `did you mean ${near}?`,
  });
}
