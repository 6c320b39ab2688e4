import { compareBytes, type Package } from '@supermin/core';

/** That of most packages; a root with none of any machine's asks for any. */
export function mainArchitecture(packages: readonly Package[]): string {
  const counts = new Map<string, number>();
  for (const { arch } of packages)
    if (arch !== 'any') counts.set(arch, (counts.get(arch) ?? 0) + 1);
  const [most] = [...counts].sort(([a, n], [b, m]) => m - n || compareBytes(a, b));
  return most?.[0] ?? 'any';
}
