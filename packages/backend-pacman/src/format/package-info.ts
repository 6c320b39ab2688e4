/** What a package file says of itself in its member `.PKGINFO`. */
export interface PackageInfo {
  name: string;
  /** `[epoch:]version-release`. */
  version: string;
  arch: string;
}

/** `pkgname = bash`, a line each; missing ones are empty. */
export function parsePackageInfo(text: string): PackageInfo {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [, key, value] = /^(\w+) = (.*)$/.exec(line) ?? [];
    if (key !== undefined) fields.set(key, value!);
  }
  const field = (key: string) => fields.get(key) ?? '';
  return { name: field('pkgname'), version: field('pkgver'), arch: field('arch') };
}
