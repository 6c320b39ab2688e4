import { displayPath } from '../path/byte-path.ts';
import type { FoundBackend } from './found.ts';
import { installHint } from './install-hint.ts';
import type { KnownPlugin } from './known-plugin.ts';

/** Which plugins there are. */
export interface PackageFilePlugins {
  backends: readonly FoundBackend[];
  /** Plugins that a hint may name although they are not installed. */
  known: readonly KnownPlugin[];
}

/**
 * What to do about names of package files where names of packages are expected; undefined if none is one, as far as anybody knows.
 *
 * @param chosen the backend in use
 */
export function packageFileHint(
  names: readonly string[],
  chosen: FoundBackend,
  { backends, known }: PackageFilePlugins,
): string | undefined {
  if (names.some((name) => endsWithOneOf(name, chosen.manifest.packageFiles))) {
    return 'specify names of installed packages, without version and ending; install a package file first';
  }
  for (const name of names) {
    const file = `${displayPath(name)} is a package file of`;
    const other = backends.find(({ manifest }) => endsWithOneOf(name, manifest.packageFiles));
    if (other !== undefined) {
      return `${file} ${other.manifest.name}, and this root's packages are those of ${chosen.manifest.name}: choose a root with --root`;
    }
    const missing = known.find(({ packageFiles }) => endsWithOneOf(name, packageFiles));
    if (missing !== undefined) return `${file} ${missing.backend}: ${installHint(missing.name)}`;
  }
  return undefined;
}

function endsWithOneOf(name: string, endings: readonly string[] = []): boolean {
  return endings.some((ending) => name.endsWith(ending));
}
