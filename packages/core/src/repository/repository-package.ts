import type { RepositoryPackage } from '../plugin/repository-contract.ts';

/** Bytes of a package file: the largest of all distributions have 3 GB. */
const LARGEST = 16 * 2 ** 30;

/** A name of a file that no shell, terminal or package manager takes for something else. */
const WORD = /^(?![.-])[^\0-\x20\x7f/]+$/;

/** Relative, without control characters. */
const PATH = /^(?!\/)[^\0-\x1f\x7f]+$/;

/**
 * True for a package that can be downloaded and checked: with a digest, a size and a path that does not lead out of its source. Locks
 * and indexes come from others, and any field may be of any type.
 *
 * @param sources how many there are
 */
export function isRepositoryPackage(pkg: RepositoryPackage, sources: number): boolean {
  const { name, version, arch, id, path, source, size, sha256 } = pkg ?? {};
  return (
    [name, version, arch].every(isWord) &&
    (id === undefined || isWord(id)) &&
    isText(path) &&
    PATH.test(path) &&
    isBelow(source, sources) &&
    isBelow(size, LARGEST + 1) &&
    // An array of one text would match, too.
    isText(sha256) &&
    /^[0-9a-f]{64}$/.test(sha256) &&
    !path.split('/').includes('..')
  );
}

/**
 * A package as an index has it, whose fields are all text; undefined if it cannot be used.
 *
 * @param fields `size` in decimal digits
 * @param sources how many there are
 */
export function listedPackage(
  fields: Omit<RepositoryPackage, 'size'> & { size: string },
  sources: number,
): RepositoryPackage | undefined {
  const { size } = fields;
  // Number('') is 0.
  const pkg = { ...fields, size: /^\d+$/.test(size) ? Number(size) : Number.NaN };
  return isRepositoryPackage(pkg, sources) ? pkg : undefined;
}

function isWord(value: unknown): boolean {
  return isText(value) && WORD.test(value);
}

function isBelow(value: unknown, end: number): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < end;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}
