import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import {
  type BytePath,
  cacheName,
  FileCache,
  type Host,
  type OpenOptions,
  type SuperminError,
  shownPath,
  toSystemPath,
} from '@supermin/core';
import { FIELD_NUMBERS, FIELDS, type Field, type Stanza } from '../format/stanza.ts';
import { STATUS } from './locations.ts';
import { readStatus, statusFile, updates } from './read-status.ts';

/** To be raised when other fields are kept, or in another way. */
const LAYOUT = 2;

/** A file that was changed less than this many seconds ago could be changed once more without its times telling. */
const SETTLED = 2;

/** Of a paragraph: where it begins, and the values of `FIELDS`. */
type Row = [offset: number, values: string[]];

/**
 * The same as `readStatus`. From the second time on the few fields that matter come from the user's cache, as long as the
 * status file is the same by path, device, inode, size and time of change; dpkg makes a new file with every change. Looking
 * through its lines is a sixteenth of a large build.
 *
 *     CACHE/dpkg/<hash of these>.json.<seal>
 *
 * What cannot be kept is no error.
 */
export async function keptStatus({
  host,
  cacheDirectory,
  report,
}: Pick<OpenOptions, 'host' | 'cacheDirectory' | 'report'>): Promise<Stanza[]> {
  const name = cacheDirectory === undefined ? undefined : nameOf(host);
  if (cacheDirectory === undefined || name === undefined) return readStatus(host);
  let stanzas: Stanza[] | undefined;
  try {
    const kept = await new FileCache(cacheDirectory, 'dpkg').get(name, async (file) => {
      stanzas = readStatus(host);
      writeFileSync(toSystemPath(file), JSON.stringify(stanzas.map(row)), 'latin1');
      return true;
    });
    stanzas ??= read(kept!, host);
  } catch (error) {
    // Whatever it is, it says it again below if it is not the cache's.
    const text = `dpkg: the status file is not kept: ${(error as Error).message}`;
    report({ kind: 'message', level: 2, text });
  }
  return stanzas ?? readStatus(host);
}

/** Undefined where nothing may be kept. */
function nameOf(host: Host): string | undefined {
  const status = host.stat(STATUS);
  if (status === undefined || updates(host).length > 0) return undefined;
  const { dev, ino, size, mtime } = status;
  if (!(Date.now() / 1000 - mtime > SETTLED)) return undefined;
  const facts = [LAYOUT, shownPath(host, STATUS), dev, ino, size, mtime];
  return `${cacheName(facts)}.json`;
}

function row(stanza: Stanza): Row {
  // The description only tells a whole file; it is the longest of all, and nobody asks for it.
  const kept = (field: Field) => (field === 'description' ? '' : stanza.value(field));
  return [stanza.offset, FIELDS.map(kept)];
}

/** @throws if it is damaged; then it is gone */
function read(file: BytePath, host: Host): Stanza[] {
  try {
    const rows = JSON.parse(readFileSync(toSystemPath(file), 'latin1')) as Row[];
    return rows.map(([offset, values]) => new KeptStanza(offset, values, host));
  } catch (error) {
    rmSync(toSystemPath(file), { force: true });
    throw error;
  }
}

class KeptStanza implements Stanza {
  constructor(
    readonly offset: number,
    private readonly values: readonly string[],
    private readonly host: Host,
  ) {}

  value(field: Field): string {
    return this.values[FIELD_NUMBERS.get(field)!]!;
  }

  damaged(problem: string): SuperminError {
    return statusFile(this.host).damagedAt(this.offset, problem);
  }
}
