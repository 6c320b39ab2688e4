import { type BytePath, displayPath, reasonOf, SuperminError } from '@supermin/core';

export function damaged(image: BytePath, what: string): SuperminError {
  return new SuperminError('EXT2_DAMAGED', `${displayPath(image)} is damaged: ${what}`, {
    hint: 'look at it with e2fsck -fn',
  });
}

export function unreadable(image: BytePath, cause: unknown): SuperminError {
  return new SuperminError(
    'EXT2_UNREADABLE',
    `${displayPath(image)} cannot be read (${reasonOf(cause)})`,
    { hint: 'run as a user who may read it', cause },
  );
}

export function unsupported(image: BytePath, features: readonly string[]): SuperminError {
  return new SuperminError(
    'EXT2_FEATURES',
    `${displayPath(image)} has features that are not supported: ${features.join(', ')}`,
    { hint: 'mount it, and inspect the directory' },
  );
}

export function tooLarge(image: BytePath, bytes: number): SuperminError {
  return new SuperminError(
    'EXT2_FILE_SIZE',
    `${displayPath(image)}: a file of ${bytes} bytes, in many pieces, is too large to be read at once`,
    { hint: 'mount the image, and look at the file there' },
  );
}
