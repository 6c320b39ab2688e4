import { compareBytes } from '@supermin/core';
import { packageValues } from '../../format/package-info.ts';
import type { PackageNotes } from '../unpack/unpack-package.ts';

/** Sections of `desc`, in pacman's order, and the keys of .PKGINFO that they are filled from. */
const SECTIONS: readonly (readonly [section: string, key: string])[] = [
  ['NAME', 'pkgname'],
  ['VERSION', 'pkgver'],
  ['BASE', 'pkgbase'],
  ['DESC', 'pkgdesc'],
  ['URL', 'url'],
  ['ARCH', 'arch'],
  ['BUILDDATE', 'builddate'],
  ['INSTALLDATE', ''],
  ['PACKAGER', 'packager'],
  ['SIZE', 'size'],
  ['GROUPS', 'group'],
  ['LICENSE', 'license'],
  ['VALIDATION', ''],
  ['REPLACES', 'replaces'],
  ['DEPENDS', 'depend'],
  ['OPTDEPENDS', 'optdepend'],
  ['CONFLICTS', 'conflict'],
  ['PROVIDES', 'provides'],
  ['XDATA', 'xdata'],
];

/** What only one line tells, which may be empty; the last one in .PKGINFO, as pacman reads it. */
const SINGLE: ReadonlySet<string> = new Set([
  ...['NAME', 'VERSION', 'BASE', 'DESC', 'URL', 'ARCH', 'BUILDDATE', 'PACKAGER', 'SIZE'],
]);

/**
 * `desc` in pacman's database.
 *
 * @param installed seconds since the epoch
 */
export function encodeDesc({ metadata }: PackageNotes, installed: number): string {
  const values = packageValues(metadata['.PKGINFO'] ?? '');
  values.set('INSTALLDATE', [String(Math.floor(installed))]).set('VALIDATION', ['sha256']);
  return SECTIONS.map(([section, key]) => {
    const lines = values.get(key === '' ? section : key) ?? [];
    if (SINGLE.has(section)) return encodeSection(section, lines.slice(-1));
    return encodeSection(section, lines.filter(Boolean));
  }).join('');
}

/** `files`: the paths, sorted as pacman does it, and the digests of config files. */
export function encodeFiles({ metadata, files, backup }: PackageNotes): string {
  const config = packageValues(metadata['.PKGINFO'] ?? '').get('backup') ?? [];
  const lines = config
    .filter(Boolean)
    .map((name) => `${name}\t${Object.hasOwn(backup, name) ? backup[name] : '(null)'}`);
  const sorted = [...files].sort(compareBytes);
  return encodeSection('FILES', sorted) + encodeSection('BACKUP', lines);
}

function encodeSection(name: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : `%${name}%\n${lines.join('\n')}\n\n`;
}
