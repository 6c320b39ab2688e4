import { type BytePath, type Host, shownPath, systemErrorCode } from '@supermin/core';
import { damaged } from '../errors.ts';
import { SectionFile } from '../format/section-file.ts';

/** Larger than the list of any package's files by far: a damaged size must not fill the memory. */
const LARGEST = 64 * 2 ** 20;

const PROBLEMS: ReadonlyMap<string | undefined, string> = new Map([
  ['ENOENT', 'it is missing'],
  ['ELOOP', 'it is missing'],
  ['EISDIR', 'it is a directory'],
]);

/** A file of the database, which has to be there. */
export function readFile(host: Host, path: BytePath): Buffer {
  const located = shownPath(host, path);
  try {
    const size = host.stat(path)?.size ?? 0;
    if (size > LARGEST) throw damaged(located, `it is too large (${size} bytes)`);
    return host.readFile(path);
  } catch (error) {
    const problem = PROBLEMS.get(systemErrorCode(error));
    if (problem === undefined) throw error;
    throw damaged(located, problem);
  }
}

export function readSectionFile(host: Host, path: BytePath): SectionFile {
  return new SectionFile(shownPath(host, path), readFile(host, path).toString('latin1'));
}
