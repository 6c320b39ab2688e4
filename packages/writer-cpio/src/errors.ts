import { type BytePath, displayPath, reasonOf, SuperminError } from '@supermin/core';
import { sourceFailures } from '@supermin/core/writer';

/** Of files that change while they are copied. */
export const SOURCE_FAILURES = sourceFailures('CPIO_SOURCE_CHANGED', 'initramfs');

export function badCompression(text: string): SuperminError {
  return new SuperminError('CPIO_COMPRESS', `unsupported compression '${text}' of an initramfs`, {
    hint: 'use --compress none, gzip, zstd or xz',
  });
}

export function noInit(): SuperminError {
  return new SuperminError(
    'CPIO_NO_INIT',
    'the appliance has no program /init, which the kernel starts as process 1',
    { hint: 'add it with a base archive (a tarball that holds ./init), executable' },
  );
}

export function fileTooLarge(path: BytePath, bytes: number): SuperminError {
  return new SuperminError(
    'CPIO_FILE_SIZE',
    `${displayPath(path)} has ${bytes} bytes; the cpio format of an initramfs (newc) cannot hold a file of 4 GiB or more`,
    { hint: 'exclude it, or build with -f ext2' },
  );
}

export function cannotWrite(path: BytePath, cause: unknown): SuperminError {
  const text = `cannot write ${displayPath(path)} (${reasonOf(cause)})`;
  return new SuperminError('CPIO_WRITE', text, { cause });
}

export function damagedName(archive: BytePath, name: BytePath): SuperminError {
  return new SuperminError(
    'CPIO_DAMAGED',
    `${displayPath(archive)} has an entry that cannot be unpacked: ${displayPath(name)}`,
  );
}

export function tooManyNames(archive: BytePath, maximum: number): SuperminError {
  return new SuperminError(
    'CPIO_DAMAGED',
    `${displayPath(archive)} has more than ${maximum} entries`,
  );
}
