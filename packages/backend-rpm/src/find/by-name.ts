import type { InstalledPackage } from '../database/installed-package.ts';
import { chooseProvider } from '../resolve/choose.ts';
import { parseRich } from '../resolve/rich-syntax.ts';
import type { Satisfiers } from '../resolve/satisfiers.ts';

/**
 * The package of a name, in any spelling of rpm and dnf: `bash`, `glibc.i686`, `bash-5.2`, `bash-5.2-1.fc39`,
 * `bash-5.2-1.fc39.x86_64`, `bash-0:5.2-1.fc39.x86_64`, or something that packages provide: `libc.so.6()(64bit)`,
 * `perl(strict) >= 1.0`. Of several versions the newest is meant, of several architectures the root's own.
 */
export function findByName(satisfiers: Satisfiers, name: string): InstalledPackage | undefined {
  return (
    satisfiers.index.named(name)[0] ??
    findByArchitecture(satisfiers, name) ??
    findByVersion(satisfiers, name) ??
    findByCapability(satisfiers, name)
  );
}

function findByArchitecture({ index }: Satisfiers, name: string): InstalledPackage | undefined {
  const dot = name.lastIndexOf('.');
  if (dot < 0) return undefined;
  const arch = name.slice(dot + 1);
  return index.named(name.slice(0, dot)).find((each) => each.arch === arch);
}

/** Both names and versions may hold dashes (names) and dots: every dash may be the border. */
function findByVersion({ index }: Satisfiers, name: string): InstalledPackage | undefined {
  for (let dash = name.lastIndexOf('-'); dash > 0; dash = name.lastIndexOf('-', dash - 1)) {
    const rest = name.slice(dash + 1);
    const found = index.named(name.slice(0, dash)).find((each) => versionSpellings(each).has(rest));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What may follow the name and a dash. */
function versionSpellings({ record, arch }: InstalledPackage): Set<string> {
  const { epoch = 0, version, release } = record;
  const spellings = [version, `${version}-${release}`].flatMap((each) => [
    each,
    `${epoch}:${each}`,
  ]);
  return new Set(spellings.flatMap((each) => [each, `${each}.${arch}`]));
}

function findByCapability(satisfiers: Satisfiers, name: string): InstalledPackage | undefined {
  const parsed = parseRich(name);
  if (parsed?.kind !== 'simple') return undefined;
  const found = satisfiers.of(parsed.dependency);
  if (found.length === 0) return undefined;
  return chooseProvider(satisfiers.index.architectures, found, undefined);
}
