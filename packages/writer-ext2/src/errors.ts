import { type BytePath, displayPath, firstFew, SuperminError } from '@supermin/core';
import { sourceFailures } from '@supermin/core/writer';
import { formatSize } from './size-text.ts';

/** Of files that change while they are copied. */
export const SOURCE_FAILURES = sourceFailures('EXT2_SOURCE_CHANGED', 'image');

export function badSize(text: string): SuperminError {
  return new SuperminError('EXT2_SIZE', `cannot parse the image size '${text}'`, {
    hint: 'use a number and a unit (b, K, M or G) such as 4G, +N for that much free space, or auto',
  });
}

export function sizeOutOfRange(text: string): SuperminError {
  return new SuperminError('EXT2_SIZE', `an ext2 image cannot have the size ${text}`, {
    hint: 'sizes go from about 60K to a little under 16384G',
  });
}

export function badImage(text: string): SuperminError {
  return new SuperminError('EXT2_IMAGE', `unsupported image form '${text}'`, {
    hint: 'use --image raw or qcow2',
  });
}

export function badCompress(text: string): SuperminError {
  return new SuperminError('EXT2_COMPRESS', `unsupported compression '${text}' of an image`, {
    hint: 'use --compress none or zlib',
  });
}

export function compressedRaw(): SuperminError {
  return new SuperminError('EXT2_COMPRESS', 'a raw image cannot be compressed', {
    hint: 'add --image qcow2',
  });
}

/** @param bytes that are to be free */
export function tooMuchFree(bytes: number): SuperminError {
  return new SuperminError(
    'EXT2_SIZE',
    `no ext2 image has ${formatSize(bytes)} free beside this appliance`,
    { hint: 'the largest image is a little under 16384G' },
  );
}

/** @param largest paths and their sizes, largest first */
export function tooSmall(
  have: number,
  need: number,
  largest: readonly { path: BytePath; bytes: number }[],
): SuperminError {
  const list = largest.map(({ path, bytes }) => `${displayPath(path)} (${formatSize(bytes)})`);
  const consumers = list.length === 0 ? '' : `; the largest parts are ${list.join(', ')}`;
  return new SuperminError(
    'EXT2_TOO_SMALL',
    `the appliance does not fit into an image of ${formatSize(have)}: it needs ${formatSize(need)}${consumers}`,
    { hint: `use --size ${formatSize(need)} or more, --size auto, or exclude some of it` },
  );
}

export function treeTooLarge(bytes: number): SuperminError {
  return new SuperminError(
    'EXT2_TOO_LARGE',
    `the appliance does not fit into any ext2 image: its files need ${formatSize(bytes)}`,
    { hint: 'the largest image is a little under 16384G' },
  );
}

export function fileTooLarge(path: BytePath, bytes: number): SuperminError {
  return new SuperminError(
    'EXT2_FILE_SIZE',
    `${displayPath(path)} has ${bytes} bytes; a file on ext2 holds a little under 2 TiB`,
    { hint: 'exclude it' },
  );
}

export function badName(path: BytePath): SuperminError {
  return new SuperminError(
    'EXT2_NAME',
    `${displayPath(path)}: a file name on ext2 has at most 255 bytes`,
  );
}

export function badLinkTarget(path: BytePath, length: number): SuperminError {
  return new SuperminError(
    'EXT2_LINK_TARGET',
    `${displayPath(path)}: the target of a symbolic link has 1 to 4095 bytes, this one ${length}`,
  );
}

export function badDevice(path: BytePath, major: number, minor: number): SuperminError {
  return new SuperminError(
    'EXT2_DEVICE',
    `${displayPath(path)}: an inode cannot hold the device number ${major}:${minor}`,
  );
}

export function tooManyLinks(path: BytePath, links: number): SuperminError {
  return new SuperminError(
    'EXT2_LINKS',
    `${displayPath(path)}: a file on ext2 has at most 65000 names, this is number ${links}`,
  );
}

export function tooManySubdirectories(path: BytePath, count: number): SuperminError {
  return new SuperminError(
    'EXT2_LINKS',
    `${displayPath(path)} has ${count} subdirectories; a directory on ext2 has at most 64998`,
  );
}

export function linkedDirectory(path: BytePath): SuperminError {
  return new SuperminError(
    'EXT2_DIRECTORY',
    `${displayPath(path)}: a directory cannot be hard-linked`,
  );
}

/** The `cause` is the list of paths: a caller may leave them out and plan again. */
export function unreadableSources(paths: readonly BytePath[]): SuperminError {
  const shown = firstFew(paths.map(displayPath), 3);
  return new SuperminError('EXT2_UNREADABLE', `permission denied: ${shown}`, {
    hint: 'exclude them, or run as a user that may read them',
    cause: paths,
  });
}
