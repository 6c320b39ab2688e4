import { compareBytes } from '@supermin/core';
import type { Stanza } from '../format/stanza.ts';
import { InstalledPackage, type MultiArch } from './installed-package.ts';

/** dpkg(1), "Package states": those in which the files of the package are on disk, complete. */
const PRESENT: ReadonlySet<string> = new Set([
  'unpacked',
  'half-configured',
  'triggers-awaited',
  'triggers-pending',
  'installed',
]);
/** And those in which they are not: a removed package whose config files are left counts as absent. */
const ABSENT: ReadonlySet<string> = new Set(['not-installed', 'config-files', 'half-installed']);

const MULTI_ARCH: ReadonlyMap<string, MultiArch> = new Map([
  ['', 'no'],
  ['no', 'no'],
  ['same', 'same'],
  ['foreign', 'foreign'],
  ['allowed', 'allowed'],
]);

const NAME = /^[A-Za-z0-9][A-Za-z0-9+._-]*$/;
const ARCHITECTURE = /^[A-Za-z0-9][A-Za-z0-9-]*$/;
const VERSION = /^(?:\d+:)?[A-Za-z0-9.+~:-]+$/;

export interface InstalledPackages {
  /** The architecture that dpkg itself would call native under this root. */
  native: string;
  /** In the order of the status file. */
  packages: InstalledPackage[];
}

/**
 * The packages that are there.
 *
 * @param architectures lines of `var/lib/dpkg/arch`: the native one first, then those added; empty without that file
 */
export function installedPackages(
  stanzas: readonly Stanza[],
  architectures: readonly string[],
): InstalledPackages {
  const present = stanzas.filter(isPresent);
  for (const stanza of present) check(stanza);
  const native = nativeArchitecture(present, architectures);
  const packages = present.map(
    (stanza) =>
      new InstalledPackage(
        stanza,
        native,
        MULTI_ARCH.get(stanza.value('multi-arch'))!,
        stanza.value('status').endsWith(' installed'),
      ),
  );
  const ids = new Set<string>();
  for (const [index, { id }] of packages.entries()) {
    if (ids.has(id)) throw stanzaDamaged(present[index]!, 'is listed twice');
    ids.add(id);
  }
  return { native, packages };
}

/** By the whole Status: a database has a handful of different ones. */
const presence = new Map<string, boolean>();

function isPresent(stanza: Stanza): boolean {
  const status = stanza.value('status');
  const known = presence.get(status);
  if (known !== undefined) return known;
  const [want, flag, state, ...rest] = status.split(' ');
  const present = PRESENT.has(state!);
  if (!want || !flag || rest.length > 0 || !(present || ABSENT.has(state!))) {
    const problem = status === '' ? 'has no Status' : `has an unknown Status '${status}'`;
    throw stanzaDamaged(stanza, problem);
  }
  presence.set(status, present);
  return present;
}

function check(stanza: Stanza): void {
  if (!NAME.test(stanza.value('package'))) throw stanzaDamaged(stanza, 'has no valid name');
  if (!VERSION.test(stanza.value('version'))) throw stanzaDamaged(stanza, 'has no valid Version');
  if (!ARCHITECTURE.test(stanza.value('architecture'))) {
    throw stanzaDamaged(stanza, 'has no valid Architecture');
  }
  if (!MULTI_ARCH.has(stanza.value('multi-arch')))
    throw stanzaDamaged(stanza, 'has an unknown Multi-Arch');
}

function stanzaDamaged(stanza: Stanza, problem: string): Error {
  return stanza.damaged(`package ${stanza.value('package') || '?'} ${problem}`);
}

/**
 * dpkg's native architecture is compiled into it, so that of the installed package dpkg is right; without one (a minimal
 * image) the first of dpkg's own list, else the one that most packages have.
 */
function nativeArchitecture(present: readonly Stanza[], architectures: readonly string[]): string {
  const dpkg = present.find((stanza) => stanza.value('package') === 'dpkg');
  if (dpkg !== undefined) return dpkg.value('architecture');
  if (architectures[0] !== undefined) return architectures[0];
  const counts = new Map<string, number>();
  for (const stanza of present) {
    const arch = stanza.value('architecture');
    if (arch !== 'all') counts.set(arch, (counts.get(arch) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([a, n], [b, m]) => m - n || compareBytes(a, b));
  return most?.[0] ?? 'all';
}
