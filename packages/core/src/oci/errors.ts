import { SuperminError } from '../errors/supermin-error.ts';
import { type BytePath, displayPath } from '../path/byte-path.ts';

export function notALayout(directory: BytePath, reason: string): SuperminError {
  return new SuperminError('OCI_LAYOUT', `${displayPath(directory)}: not an OCI layout: ${reason}`);
}

/** @param file of a blob whose bytes are not those that its descriptor tells */
export function blobDamaged(file: BytePath, reason: string): SuperminError {
  return new SuperminError('OCI_BLOB', `${displayPath(file)}: truncated or corrupt: ${reason}`);
}

export function blobTooLarge(file: BytePath, limit: number): SuperminError {
  const text = `${displayPath(file)}: too large: there may be ${limit} bytes`;
  return new SuperminError('OCI_BLOB', text);
}

/** @param what its place, or the digest as it stands there */
export function badDescriptor(directory: BytePath, what: string): SuperminError {
  const text = `${displayPath(directory)}: ${what} is no descriptor with a SHA-256 digest`;
  return new SuperminError('OCI_LAYOUT', text);
}
