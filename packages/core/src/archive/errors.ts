import { SuperminError } from '../errors/supermin-error.ts';
import { type BytePath, displayPath } from '../path/byte-path.ts';

/** Errors of archives do not name the file: who reads it adds that. */
export function damaged(what: string): SuperminError {
  return new SuperminError('ARCHIVE_DAMAGED', `the archive is truncated or corrupt: ${what}`);
}

export function laterVolume(name: BytePath): SuperminError {
  const text = `a later volume of a multi-volume archive: it begins inside '${displayPath(name)}'`;
  return new SuperminError('ARCHIVE_VOLUME', text, {
    hint: 'extract all volumes with tar --multi-volume, and make one archive of them',
  });
}

export function unsupportedSparse(how: string): SuperminError {
  const text = `a sparse file in a format that is not supported (${how})`;
  return new SuperminError('ARCHIVE_MEMBER', text, {
    hint: 'make the archive again with GNU tar or bsdtar',
  });
}
