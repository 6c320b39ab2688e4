import { localHost } from '@supermin/core';
import { FileLists } from '../../src/database/file-lists.ts';
import { installedPackages } from '../../src/database/installed-packages.ts';
import { PackageIndex } from '../../src/database/package-index.ts';
import { readIndex } from '../../src/database/read-index.ts';
import { readStatus } from '../../src/database/read-status.ts';
import { parseStatus } from '../../src/format/stanza.ts';
import { TextFile } from '../../src/format/text-file.ts';

/** Fields of a package in the status file; those that every package has are filled in. */
export interface Fields {
  Package: string;
  [field: string]: string | undefined;
}

const DEFAULTS = {
  Status: 'install ok installed',
  Priority: 'optional',
  Maintainer: 'Nobody <nobody@example.com>',
  Architecture: 'amd64',
  Version: '1',
};

export function stanza(fields: Fields): string {
  const { Package, ...others } = fields;
  const all = { Package, ...DEFAULTS, ...others, Description: 'a package of the tests' };
  const lines = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : `${name}: ${value}\n`,
  );
  return `${lines.join('')}\n`;
}

/** The text of a status file. */
export function statusText(...packages: Fields[]): string {
  return packages.map(stanza).join('');
}

/** An index of packages of which the native architecture is amd64; none of them is the choice of an alternative. */
export function indexOf(...packages: Fields[]): PackageIndex {
  const isChosen = () => false;
  const file = new TextFile('/var/lib/dpkg/status', statusText(...packages));
  const installed = installedPackages(parseStatus(file), ['amd64', 'i386']);
  return new PackageIndex(installed, { isChosen }, () => {});
}

/** The index of a system on disk, its alternatives considered. */
export function indexUnder(root: string): PackageIndex {
  const host = localHost(root);
  const report = () => {};
  return readIndex(host, new FileLists(host, report), readStatus(host), report);
}
