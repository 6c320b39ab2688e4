import { appendTo } from '@supermin/core/backend';

/** What a package file says of itself in its member `.PKGINFO`. */
export interface PackageInfo {
  name: string;
  /** `[epoch:]version-release`. */
  version: string;
  arch: string;
}

/** The last of each counts, as for pacman; missing ones are empty. */
export function parsePackageInfo(text: string): PackageInfo {
  const values = packageValues(text);
  const field = (key: string) => values.get(key)?.at(-1) ?? '';
  return { name: field('pkgname'), version: field('pkgver'), arch: field('arch') };
}

/** All values by key, in order: `depend = glibc`, a line each. */
export function packageValues(text: string): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, key, value] = /^(\w+) = (.*)$/.exec(line) ?? [];
    if (key !== undefined) appendTo(values, key, value!);
  }
  return values;
}
