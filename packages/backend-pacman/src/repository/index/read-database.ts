import { type BytePath, compareBytes, isSuperminError } from '@supermin/core';
import { readTar, unpackedIndex } from '@supermin/core/backend';
import { type IndexEntry, parseEntry } from './index-entry.ts';

/** Bytes of an index, unpacked: Arch's largest, with the lists of all files, has 1 GB; without them, 60 MB. */
const LIMIT = 1 << 29;

/** Bytes of one package's `desc`: those with most dependencies have 100,000. */
const LARGEST_DESC = 1 << 20;

/** Packages of one repository: Arch's largest has 15,000. */
const MOST = 300_000;

/** Bytes of the `desc` of all packages: Arch's have 30 MB. */
const MOST_TEXT = 128 << 20;

/** Dependencies, provides, conflicts and groups of all packages: Arch's have 200,000. */
const MOST_LISTED = 2_000_000;

/** Would end a field or an item where it is kept: see index-lines.ts. */
const ODD = /[\x00\x1e\x1f\r]/;

/**
 * The packages of a `NAME.db`, an archive of `bash-5.3.9-1/desc` and the like, sorted by name as pacman has them. Of several with one
 * name the first one counts.
 *
 * @param fault makes the error for what cannot be an index
 */
export async function readDatabase(
  file: BytePath,
  signal: AbortSignal,
  fault: (problem: string) => Error,
): Promise<IndexEntry[]> {
  const entries = new Map<string, IndexEntry>();
  let bytes = 0;
  let listed = 0;
  try {
    for await (const member of readTar(unpackedIndex(file, { limit: LIMIT, signal, fault }))) {
      const [, directory] = /^(?:\.\/)?([^/]+)\/desc$/.exec(member.name) ?? [];
      if (directory === undefined || member.type !== 'file') continue;
      if (member.size > LARGEST_DESC)
        throw fault(`${directory}: its desc has ${member.size} bytes`);
      bytes += member.size;
      if (bytes > MOST_TEXT) throw fault(`its packages have more than ${MOST_TEXT} bytes of text`);
      const text = await textOf(member.content);
      if (ODD.test(text)) throw fault(`${directory}: its desc has control characters`);
      const entry = parseEntry(directory, text);
      if (typeof entry === 'string') throw fault(`${directory}: ${entry}`);
      listed += listedIn(entry);
      if (listed > MOST_LISTED)
        throw fault(`its packages have more than ${MOST_LISTED} dependencies`);
      if (!entries.has(entry.name)) entries.set(entry.name, entry);
      if (entries.size > MOST) throw fault(`it has more than ${MOST} packages`);
    }
  } catch (error) {
    // What that says names a file that is gone by then.
    const isBroken = isSuperminError(error) && error.code.startsWith('ARCHIVE_');
    throw isBroken ? fault('it is no archive that can be read') : error;
  }
  return [...entries.values()].sort((a, b) => compareBytes(a.name, b.name));
}

function listedIn({ depends, provides, conflicts, groups }: IndexEntry): number {
  return depends.length + provides.length + conflicts.length + groups.length;
}

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString('latin1');
}
