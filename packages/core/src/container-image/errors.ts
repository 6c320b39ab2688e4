import { SuperminError } from '../errors/supermin-error.ts';
import { displayPath } from '../path/byte-path.ts';
import { hintFor } from './complaint.ts';

/** Texts of an image may be anything, and as long as it likes. */
const LONGEST = 200;

/** For messages. */
export function shown(text: string): string {
  return displayPath(text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text);
}

export function imageReferenceInvalid(text: string): SuperminError {
  return new SuperminError('IMAGE_REFERENCE', `'${shown(text)}' does not name a container image`, {
    hint: 'write oci:DIR[:TAG], oci-archive:FILE[:TAG], docker-archive:FILE[:NAME] or docker://NAME',
  });
}

/** There is no such image, or no image at all. */
export function imageMissing(image: string, what: string, hint?: string): SuperminError {
  return new SuperminError('IMAGE_MISSING', `${shown(image)}: ${what}`, { hint });
}

/** What is there breaks the rules of its format, or is not what its digest says. */
export function imageDamaged(image: string, what: string): SuperminError {
  return new SuperminError('IMAGE_DAMAGED', `${shown(image)}: ${what}`, {
    hint: 'it is truncated, corrupt or forged: fetch it again, and report it to those who made it',
  });
}

/** A format, a platform or a size that is not for us. */
export function imageUnsupported(image: string, what: string, hint?: string): SuperminError {
  return new SuperminError('IMAGE_UNSUPPORTED', `${shown(image)}: ${what}`, { hint });
}

export function imageFetchFailed(image: string, complaint: string): SuperminError {
  const said = complaint === '' ? '' : `: ${complaint}`;
  return new SuperminError('IMAGE_FETCH', `${shown(image)}: skopeo could not fetch it${said}`, {
    hint: hintFor(complaint),
  });
}
