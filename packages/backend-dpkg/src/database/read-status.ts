import { attempt, type BytePath, type Host, shownPath } from '@supermin/core';
import { databaseMissing } from '../errors.ts';
import { parseStanzas, parseStatus, type Stanza } from '../format/stanza.ts';
import { readTextFile, type TextFile } from '../format/text-file.ts';
import { applyUpdates } from './apply-updates.ts';
import { STATUS, UPDATES } from './locations.ts';

/** dpkg puts a new status file in place after some 250 changes: to miss it so often, one would have to read for hours. */
const ATTEMPTS = 10;

/**
 * A paragraph for each package that dpkg knows under the host root, whatever its state.
 *
 * @throws SuperminError `DPKG_DATABASE_MISSING`, `DPKG_DAMAGED`
 */
export function readStatus(host: Host): Stanza[] {
  for (let attempt = 1; ; attempt++) {
    const before = identity(host);
    const stanzas = applyUpdates(parseStatus(statusFile(host)), readUpdates(host));
    // If dpkg has merged its updates meanwhile, they may be gone from there and not in what was read.
    if (attempt === ATTEMPTS || identity(host) === before) return stanzas;
  }
}

/** @throws SuperminError `DPKG_DATABASE_MISSING`, `DPKG_DAMAGED` */
export function statusFile(host: Host): TextFile {
  const status = readTextFile(host, STATUS);
  if (status === undefined) throw databaseMissing(shownPath(host, STATUS));
  return status;
}

/** Every status file that dpkg writes is a new one. */
function identity(host: Host): string | undefined {
  const status = host.stat(STATUS);
  return status && `${status.dev}:${status.ino}:${status.size}:${status.mtime}`;
}

/**
 * While it works, dpkg writes each change of a package's state into a numbered file, and merges them into the status file
 * at the end (or, after a crash, at its next start): until then these are the truth. Each is renamed into place complete.
 */
function readUpdates(host: Host): Stanza[] {
  return updates(host).flatMap((name) => {
    const file = readTextFile(host, `${UPDATES}/${name}`);
    return file === undefined ? [] : parseStanzas(file);
  });
}

/** Names of those files, oldest first; none, unless dpkg is at work or was interrupted. */
export function updates(host: Host): BytePath[] {
  const names = attempt(() => host.readdir(UPDATES), 'ENOENT') ?? [];
  return names.filter((name) => /^\d+$/.test(name));
}
