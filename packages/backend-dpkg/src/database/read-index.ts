import { type BytePath, type Host, systemErrorCode } from '@supermin/core';
import { databaseMissing } from '../errors.ts';
import { parseStanzas, type Stanza } from '../format/stanza.ts';
import { readTextFile } from '../format/text-file.ts';
import { Alternatives } from './alternatives.ts';
import type { FileLists } from './file-lists.ts';
import { installedPackages } from './installed-packages.ts';
import { ARCHITECTURES, STATUS, UPDATES } from './locations.ts';
import { PackageIndex } from './package-index.ts';

/** Reads what is installed under the host root. @throws SuperminError `DPKG_DATABASE_MISSING`, `DPKG_DAMAGED` */
export function readIndex(host: Host, lists: FileLists): PackageIndex {
  const status = readTextFile(host, STATUS);
  if (status === undefined) throw databaseMissing(host.locate(STATUS));
  const stanzas = withUpdates(parseStanzas(status), readUpdates(host));
  const architectures = readTextFile(host, ARCHITECTURES)?.text.split('\n') ?? [];
  const { native, packages } = installedPackages(
    stanzas,
    architectures.filter((line) => line !== ''),
  );
  return new PackageIndex(packages, native, new Alternatives(host, lists));
}

/**
 * While it works, dpkg writes each change of a package's state into a numbered file, and merges them into the status file
 * at the end (or, after a crash, at its next start): until then these are the truth.
 */
function readUpdates(host: Host): Stanza[] {
  return numberedFiles(host).flatMap((name) => {
    const file = readTextFile(host, `${UPDATES}/${name}`);
    return file === undefined ? [] : parseStanzas(file);
  });
}

function numberedFiles(host: Host): BytePath[] {
  try {
    return host.readdir(UPDATES).filter((name) => /^\d+$/.test(name));
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function withUpdates(stanzas: Stanza[], updates: readonly Stanza[]): Stanza[] {
  if (updates.length === 0) return stanzas;
  const key = (stanza: Stanza) => `${stanza.value('package')}:${stanza.value('architecture')}`;
  const newest = new Map(updates.map((update) => [key(update), update]));
  return [...stanzas.filter((stanza) => !newest.has(key(stanza))), ...newest.values()];
}
