import { type BytePath, type Host, systemErrorCode } from '@supermin/core';
import { databaseMissing } from '../errors.ts';
import { parseStanzas, type Stanza } from '../format/stanza.ts';
import { readTextFile, type TextFile } from '../format/text-file.ts';
import { STATUS, UPDATES } from './locations.ts';

/**
 * A paragraph for each package that dpkg knows under the host root, whatever its state.
 *
 * @throws SuperminError `DPKG_DATABASE_MISSING`, `DPKG_DAMAGED`
 */
export function readStatus(host: Host): Stanza[] {
  return withUpdates(parseStanzas(statusFile(host)), readUpdates(host));
}

/** @throws SuperminError `DPKG_DATABASE_MISSING`, `DPKG_DAMAGED` */
export function statusFile(host: Host): TextFile {
  const status = readTextFile(host, STATUS);
  if (status === undefined) throw databaseMissing(host.locate(STATUS));
  return status;
}

/**
 * While it works, dpkg writes each change of a package's state into a numbered file, and merges them into the status file
 * at the end (or, after a crash, at its next start): until then these are the truth.
 */
function readUpdates(host: Host): Stanza[] {
  return updates(host).flatMap((name) => {
    const file = readTextFile(host, `${UPDATES}/${name}`);
    return file === undefined ? [] : parseStanzas(file);
  });
}

/** Names of those files; none, unless dpkg is at work or was interrupted. */
export function updates(host: Host): BytePath[] {
  try {
    return host.readdir(UPDATES).filter((name) => /^\d+$/.test(name));
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function withUpdates(stanzas: Stanza[], changed: readonly Stanza[]): Stanza[] {
  if (changed.length === 0) return stanzas;
  const key = (stanza: Stanza) => `${stanza.value('package')}:${stanza.value('architecture')}`;
  const newest = new Map(changed.map((update) => [key(update), update]));
  return [...stanzas.filter((stanza) => !newest.has(key(stanza))), ...newest.values()];
}
