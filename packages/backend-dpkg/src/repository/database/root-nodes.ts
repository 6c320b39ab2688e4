import type { BytePath, LayeredPackage, RootNodes } from '@supermin/core';
import { textFile } from '@supermin/core/backend';
import type { SymlinkNode, TreeNode } from '@supermin/core/writer';
import { ARCHITECTURES, STATUS, UPDATES } from '../../database/locations.ts';
import type { DebNotes } from '../unpack/unpack-deb.ts';
import { stemOf } from './info-stem.ts';
import { statusStanza } from './status-stanza.ts';

/** Links of merged /usr. Packages up to Debian 12 name `/lib/...`, and no package has the links; later base-files has. */
const MERGED = ['bin', 'lib', 'lib32', 'lib64', 'libx32', 'sbin'];

const INFO = '/var/lib/dpkg/info';

/** What dpkg runs, reads as newer parts of its status, or takes as work that is left to do: none of it is a package's. */
const EMPTIED = [INFO, UPDATES, '/var/lib/dpkg/triggers'];

/** Lists of files are made of what there is, whatever the package says: `a.list` of one may be the list of another, too. */
const LIST = /(?:^|\.)list$/;

/** What programs run, in /var/lib/dpkg/info. */
const EXECUTABLE: ReadonlySet<string> = new Set([
  ...['preinst', 'postinst', 'prerm', 'postrm', 'config'],
]);

/**
 * dpkg's database for packages that were unpacked: `status`, and for each package its list of files and its control files. All times
 * are those of the newest file of the package.
 */
export function rootNodes(packages: readonly LayeredPackage[], arch: string): RootNodes {
  const above = new Map<BytePath, TreeNode>();
  const newest = packages.reduce((latest, { newest }) => Math.max(latest, newest), 0);
  const stanzas: string[] = [];
  above.set(`${INFO}/format`, textFile('1\n', newest));
  for (const each of packages) {
    const notes = each.notes as unknown as DebNotes;
    const stem = `${INFO}/${stemOf(each, notes)}`;
    above.set(`${stem}.list`, textFile(['/.', ...each.paths(), ''].join('\n'), each.newest));
    for (const [name, text] of Object.entries(notes.control)) {
      if (name === 'control' || LIST.test(name)) continue;
      above.set(
        `${stem}.${name}`,
        textFile(text, each.newest, EXECUTABLE.has(name) ? 0o755 : 0o644),
      );
    }
    stanzas.push(statusStanza(notes));
  }
  above.set(STATUS, textFile(stanzas.join(''), newest));
  above.set(ARCHITECTURES, textFile(`${arch}\n`, newest));
  for (const name of ['available', 'diversions', 'statoverride']) {
    above.set(`/var/lib/dpkg/${name}`, textFile('', newest));
  }
  for (const [path, text] of accounts(packages)) above.set(path, textFile(text, newest));
  return { below: mergedLinks(packages, newest), emptied: EMPTIED, above };
}

/** What base-passwd's own script makes of its files in a new root, and without which no program knows of any user. */
const ACCOUNTS: readonly (readonly [path: BytePath, master: BytePath])[] = [
  ['/etc/passwd', '/usr/share/base-passwd/passwd.master'],
  ['/etc/group', '/usr/share/base-passwd/group.master'],
];

function accounts(packages: readonly LayeredPackage[]): [BytePath, string][] {
  return ACCOUNTS.flatMap(([path, master]) => {
    const found = packages.map((each) => each.read(master)).find((bytes) => bytes !== undefined);
    return found === undefined ? [] : [[path, found.toString('latin1')]];
  });
}

/** Links to directories that at least one package has something for. */
function mergedLinks(packages: readonly LayeredPackage[], mtime: number): Map<BytePath, TreeNode> {
  const needed = new Set<string>();
  for (const each of packages) {
    for (const path of each.paths()) {
      const name = /^\/(?:usr\/)?(\w+)(?:\/|$)/.exec(path)?.[1];
      if (name !== undefined) needed.add(name);
    }
  }
  const common = { mode: 0o777, uid: 0, gid: 0, mtime };
  return new Map(
    MERGED.filter((name) => needed.has(name)).map((name) => [
      `/${name}`,
      { type: 'symlink', ...common, target: `usr/${name}` } satisfies SymlinkNode,
    ]),
  );
}
