import { type BytePath, type Host, joinPath, readable } from '@supermin/core';

/** The second matters in roots that have no link `/lib` → `usr/lib`. */
const ROOTS = ['/lib/modules', '/usr/lib/modules'];

/** Directories that hold one modules directory a kernel; each real one once. */
export function moduleRoots(host: Host): BytePath[] {
  const seen = new Set<string>();
  return ROOTS.filter((path) => {
    const status = host.stat(path);
    if (status?.type !== 'directory') return false;
    const identity = `${status.dev}:${status.ino}`;
    return !seen.has(identity) && seen.add(identity);
  });
}

/** A modules directory without it was left behind by a kernel package, or `depmod` never ran. */
export function hasModulesDep(host: Host, directory: BytePath): boolean {
  return host.stat(joinPath(directory, 'modules.dep'))?.type === 'file';
}

/** `/lib/modules/VERSION`, if it can be used. */
export function findModules(host: Host, version: string): BytePath | undefined {
  return moduleRoots(host)
    .map((root) => joinPath(root, version))
    .find((directory) => hasModulesDep(host, directory));
}

/** Names in a directory; none where no such directory, or it cannot be read. */
export function listNames(host: Host, directory: BytePath): BytePath[] {
  return readable(() => host.readdir(directory)) ?? [];
}
