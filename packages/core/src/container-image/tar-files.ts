import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { type BytePath, toSystemPath } from '../path/byte-path.ts';
import { missing } from './directory-files.ts';
import { imageDamaged, imageUnsupported } from './errors.ts';
import { chunksOf, type ImageFiles } from './image-files.ts';
import { type TarPlace, type TarRead, tarPlaces } from './tar-places.ts';

/** Links from one member to another, as `docker save` makes them of a layer that it has had already. */
const MOST_LINKS = 8;

/**
 * The members of a tar archive, found by its headers: layers are not read for that.
 *
 * @param image for messages
 * @throws SuperminError `IMAGE_DAMAGED`, `IMAGE_UNSUPPORTED` (compressed); system errors
 */
export function tarFiles(file: BytePath, image: string): ImageFiles {
  const fd = openSync(toSystemPath(file), constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(fd);
    if (!stats.isFile()) throw imageDamaged(image, 'not a regular file');
    return openedTar(fd, stats.size, image);
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

function openedTar(fd: number, size: number, image: string): ImageFiles {
  refuseCompressed(fd, image);
  const read: TarRead = (offset, length) => {
    const buffer = Buffer.alloc(length);
    return buffer.subarray(0, readSync(fd, buffer, 0, length, offset));
  };
  const places = tarPlaces(read, size, image);
  const find = (name: string) => resolveLinks(places, name, image);
  return {
    size: (name) => find(name)?.size,
    read: (name, limit) => {
      const place = find(name) ?? missing(image, name);
      return read(place.offset, Math.min(limit, place.size));
    },
    async *stream(name) {
      const place = find(name) ?? missing(image, name);
      yield* chunksOf(place.size, (buffer, at) =>
        readSync(fd, buffer, 0, buffer.length, place.offset + at),
      );
    },
    close: () => closeSync(fd),
  };
}

/** Of links inside of the archive; a path is a name in it and no more. */
function resolveLinks(
  places: ReadonlyMap<string, TarPlace>,
  name: string,
  image: string,
): { offset: number; size: number } | undefined {
  let place = places.get(name);
  for (let links = 0; place !== undefined && 'link' in place; links++) {
    if (links === MOST_LINKS) throw imageDamaged(image, 'members are links to each other');
    place = places.get(place.link);
  }
  return place;
}

const PACKED: readonly [name: string, magic: string][] = [
  ['gzip', '\x1f\x8b'],
  ['xz', '\xfd7zXZ\0'],
  ['zstd', '\x28\xb5\x2f\xfd'],
  ['bzip2', 'BZh'],
];

/** What is in the middle of it could not be found without reading all of it, at each use. */
function refuseCompressed(fd: number, image: string): void {
  const head = Buffer.alloc(6);
  readSync(fd, head, 0, head.length, 0);
  const text = head.toString('latin1');
  const packed = PACKED.find(([, magic]) => text.startsWith(magic));
  if (packed === undefined) return;
  throw imageUnsupported(
    image,
    `the archive itself is compressed (${packed[0]})`,
    `decompress it with ${packed[0]} -d; its layers may be compressed`,
  );
}
