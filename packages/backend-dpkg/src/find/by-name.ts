import type { InstalledPackage } from '../database/installed-package.ts';
import type { PackageIndex } from '../database/package-index.ts';

const SPELLING = /^([^:=_]+)(?::([^:=_]+))?(?:=([^=_]+))?$/;
const LIST_ENTRY = /^([^_]+)_([^_]+)_([^_]+)$/;

/**
 * The package of a name: `bash`, `libc6:i386`, `bash=5.2.15-2+b8`, `libc6:i386=2.36-9`, or as in a package list
 * `bash_5.2.15-2+b8_amd64`. Without an architecture the native one is meant, if it is installed. A name that no package
 * has but some provide means the one that a dependency on it would bring in.
 *
 * @throws SuperminError if dpkg knows the package and it cannot be copied
 */
export function findByName(index: PackageIndex, name: string): InstalledPackage | undefined {
  const real = findReal(index, name);
  if (real !== undefined) return real;
  const [provider] = index.candidates({ name }, index.native);
  if (provider === undefined) index.unusable.refuse(nameOf(name));
  return provider;
}

function findReal(index: PackageIndex, spelling: string): InstalledPackage | undefined {
  const [, name, arch, version] = partsOf(spelling);
  if (name === undefined) return undefined;
  return index
    .named(name.toLowerCase())
    .find(
      (found) =>
        isOfArchitecture(found, arch, index.native) &&
        (version === undefined || found.version === version),
    );
}

function nameOf(spelling: string): string {
  return partsOf(spelling)[1]?.toLowerCase() ?? spelling;
}

function partsOf(spelling: string): readonly (string | undefined)[] {
  return SPELLING.exec(spelling) ?? listEntry(spelling);
}

/** The same parts in the same places as those of SPELLING. */
function listEntry(spelling: string): readonly (string | undefined)[] {
  const [whole, name, version, arch] = LIST_ENTRY.exec(spelling) ?? [];
  return [whole, name, arch, version];
}

function isOfArchitecture(
  found: InstalledPackage,
  arch: string | undefined,
  native: string,
): boolean {
  if (arch === undefined || arch === 'any') return true;
  return found.arch === arch || found.effectiveArch === (arch === 'native' ? native : arch);
}
