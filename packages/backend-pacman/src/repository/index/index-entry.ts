import { isSuperminError } from '@supermin/core';
import { SectionFile } from '../../format/section-file.ts';

/** The same that pacman asks of a name, a version and an architecture: see database/installed-package.ts. */
const NAME = /^[A-Za-z0-9@_+][A-Za-z0-9@._+-]*$/;
const VERSION = /^(?:\d+:)?[^\s\x00-\x1f\x7f:/-]+-[^\s\x00-\x1f\x7f:/-]+$/;
const ARCH = /^[A-Za-z0-9_-]+$/;
/** No path, no hidden file. */
const FILENAME = /^[^./\s\x00-\x1f\x7f][^/\s\x00-\x1f\x7f]*$/;

/** What is kept of a package of an index. Texts are byte strings; dependencies as a PKGBUILD has them. */
export interface IndexEntry {
  name: string;
  version: string;
  arch: string;
  filename: string;
  /** Decimal digits; '' if it is not said. */
  size: string;
  /** Hexadecimal digits; '' if it is not said. */
  sha256: string;
  /** Base64; '' if the index has none. */
  signature: string;
  depends: readonly string[];
  provides: readonly string[];
  conflicts: readonly string[];
  groups: readonly string[];
}

/**
 * The `desc` of a package in an index.
 *
 * @param directory that it lies in: `bash-5.3.9-1`
 * @returns what is wrong with it, if something is
 */
export function parseEntry(directory: string, text: string): IndexEntry | string {
  try {
    const desc = new SectionFile(directory, text);
    const one = (section: string) => desc.lines(section)[0] ?? '';
    const list = (section: string) => desc.lines(section);
    const entry = {
      ...{ name: desc.line('NAME'), version: desc.line('VERSION'), arch: one('ARCH') || 'any' },
      ...{ filename: desc.line('FILENAME'), size: one('CSIZE'), sha256: one('SHA256SUM') },
      ...{ signature: one('PGPSIG'), depends: list('DEPENDS'), provides: list('PROVIDES') },
      ...{ conflicts: list('CONFLICTS'), groups: list('GROUPS') },
    };
    const { name, version, arch, filename } = entry;
    const isSound =
      NAME.test(name) && VERSION.test(version) && ARCH.test(arch) && FILENAME.test(filename);
    return isSound && directory === `${name}-${version}` ? entry : 'it is not what its name says';
  } catch (error) {
    if (!isSuperminError(error)) throw error;
    return error.message;
  }
}
