import type { Host, Report } from '@supermin/core';
import type { Stanza } from '../format/stanza.ts';
import { readTextFile } from '../format/text-file.ts';
import { Alternatives } from './alternatives.ts';
import type { FileLists } from './file-lists.ts';
import { installedPackages } from './installed-packages.ts';
import { ARCHITECTURES } from './locations.ts';
import { PackageIndex } from './package-index.ts';

/**
 * What is installed under the host root.
 *
 * @param stanzas see `readStatus`
 * @throws SuperminError `DPKG_DAMAGED`
 */
export function readIndex(
  host: Host,
  lists: FileLists,
  stanzas: readonly Stanza[],
  report: Report,
): PackageIndex {
  const architectures = readTextFile(host, ARCHITECTURES)?.text.split('\n') ?? [];
  const installed = installedPackages(
    stanzas,
    architectures.filter((line) => line !== ''),
  );
  return new PackageIndex(installed, new Alternatives(host, lists), report);
}
