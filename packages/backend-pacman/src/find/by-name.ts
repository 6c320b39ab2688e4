import type { InstalledPackage } from '../database/installed-package.ts';
import type { PackageIndex } from '../database/package-index.ts';
import { chooseSatisfier } from '../resolve/choose.ts';
import { parseDependency } from '../version/dependency.ts';

/**
 * The package of a name, in any spelling of pacman: `bash`; `bash=5.3.9-1`, `bash>=5`; `bash-5.3.9-1`, also with the
 * architecture, as files and directories are called; or something that packages provide: `sh`, `libreadline.so=8-64`.
 */
export function findByName(index: PackageIndex, name: string): InstalledPackage | undefined {
  return index.named(name) ?? findByDependency(index, name) ?? findByVersion(index, name);
}

function findByDependency(index: PackageIndex, name: string): InstalledPackage | undefined {
  const wanted = parseDependency(name);
  const found = index.satisfiers(wanted);
  return found.length === 0 ? undefined : chooseSatisfier(found, wanted.name, undefined);
}

/** Names may hold dashes and digits: every dash may be the border. */
function findByVersion(index: PackageIndex, name: string): InstalledPackage | undefined {
  for (let dash = name.lastIndexOf('-'); dash > 0; dash = name.lastIndexOf('-', dash - 1)) {
    const found = index.named(name.slice(0, dash));
    if (found === undefined) continue;
    const { version, arch } = found;
    const spellings = [version, `${version}-${arch}`, `${version}.${arch}`];
    if (spellings.includes(name.slice(dash + 1))) return found;
  }
  return undefined;
}
