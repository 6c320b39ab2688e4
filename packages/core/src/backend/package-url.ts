import type { OsRelease } from '../host/os-release.ts';
import type { Package } from '../tree/package.ts';

/** The parts of a package URL that differ between package managers. */
export interface PackageUrlParts {
  /** `deb`, `rpm`, `alpm`: see https://github.com/package-url/purl-spec, PURL-TYPES. */
  type: string;
  /** As this type spells versions. Default: the package's own. */
  version?: string;
  /** Besides `arch` and `distro`. */
  qualifiers?: Readonly<Record<string, string>>;
}

/** What the specification leaves as it is; all else is written as `%XX`. */
const PLAIN = /[A-Za-z0-9.\-_~:]/;

/**
 * A package URL, in the canonical spelling:
 *
 *     packageUrl({ name: 'g++', version: '4:12.2.0-3', arch: 'amd64', id: 'g++' }, debian12, { type: 'deb' })
 *     pkg:deb/debian/g%2B%2B@4:12.2.0-3?arch=amd64&distro=debian-12
 */
export function packageUrl(
  { name, version, arch }: Package,
  { id, versionId }: OsRelease,
  parts: PackageUrlParts,
): string {
  const distro = versionId === '' ? id : `${id}-${versionId}`;
  const qualifiers = Object.entries({ ...parts.qualifiers, arch, distro })
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${encode(value)}`);
  const place = [parts.type, encode(id), encode(name)].join('/');
  return `pkg:${place}@${encode(parts.version ?? version)}?${qualifiers.join('&')}`;
}

/** @param text a byte string */
function encode(text: string): string {
  return [...Buffer.from(text, 'latin1')].map(encodeByte).join('');
}

function encodeByte(byte: number): string {
  const character = String.fromCharCode(byte);
  if (PLAIN.test(character)) return character;
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
