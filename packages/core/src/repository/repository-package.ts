import type { RepositoryPackage } from '../plugin/repository-contract.ts';

/** Bytes of a package file: the largest of all distributions have 3 GB. */
const LARGEST = 16 * 2 ** 30;

/**
 * True for a package that can be downloaded and checked: with a digest, a size and a path that does not lead out of its source. Locks
 * and indexes come from others, and any field may be of any type.
 *
 * @param sources how many there are
 */
export function isRepositoryPackage(pkg: RepositoryPackage, sources: number): boolean {
  const { name, version, arch, id, path, source, size, sha256 } = pkg ?? {};
  return (
    [name, version, arch, path].every((each) => isText(each) && each !== '') &&
    (id === undefined || (isText(id) && id !== '')) &&
    isBelow(source, sources) &&
    isBelow(size, LARGEST + 1) &&
    // An array of one text would match, too.
    isText(sha256) &&
    /^[0-9a-f]{64}$/.test(sha256) &&
    !path.split('/').includes('..')
  );
}

function isBelow(value: unknown, end: number): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < end;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
