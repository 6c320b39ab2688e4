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
  return faultyField(pkg, sources) === undefined;
}

/** The field for which a package cannot be used; undefined if it can. @param sources how many there are */
export function faultyField(
  pkg: RepositoryPackage,
  sources: number,
): keyof RepositoryPackage | undefined {
  const { name, version, arch, id, path, source, size, sha256 } = pkg ?? {};
  if (!isWord(name)) return 'name';
  if (!isWord(version)) return 'version';
  if (!isWord(arch)) return 'arch';
  if (id !== undefined && !isWord(id)) return 'id';
  if (!isText(path) || !PATH.test(path) || path.split('/').includes('..')) return 'path';
  if (!isBelow(source, sources)) return 'source';
  if (!isBelow(size, LARGEST + 1)) return 'size';
  // An array of one text would match, too.
  return isText(sha256) && /^[0-9a-f]{64}$/.test(sha256) ? undefined : 'sha256';
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
