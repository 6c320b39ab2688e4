import { SuperminError } from '../errors/supermin-error.ts';
import { type BytePath, displayPath } from '../path/byte-path.ts';

/** More bytes than an archive, and those before it, may unpack to: a decompression bomb, or a limit that is too low. */
export function layerTooLarge(name: BytePath, limit: number): SuperminError {
  const text = `${displayPath(name)}: unpacks to too much: there may be ${limit} bytes in all`;
  return new SuperminError('LAYER_SIZE', text, {
    hint: 'the archive is forged, or very large: do without it, or report it to those whom you have it from',
  });
}

/** A file of the store that is not as it was written: the next run makes it again. */
export function layerDamaged(file: BytePath): SuperminError {
  return new SuperminError('LAYER_DAMAGED', `${displayPath(file)}: truncated or corrupt`, {
    hint: 'run the command again: it is made anew; if that does not help, check the disk',
  });
}
