import { compareBytes, type SuperminError } from '@supermin/core';
import { halfInstalled } from '../errors.ts';
import type { Stanza } from '../format/stanza.ts';
import { InstalledPackage, MULTI_ARCH, nameIn } from './installed-package.ts';
import { type PackageState, stateOf } from './package-state.ts';

const NAME = /^[a-z0-9][a-z0-9+._-]*$/;
const ARCHITECTURE = /^[A-Za-z0-9][A-Za-z0-9-]*$/;
/** Whatever dpkg reads, be it with a warning: in old databases there are versions that today's rules do not allow. */
const VERSION = /^(?:\d+:[!-~]+|[!-9;-~]+)$/;

/** A package that dpkg knows and that cannot be copied: an error for whoever needs it, and for nobody else. */
export interface UnusablePackage {
  name: string;
  /** What to say to those who need it. */
  error: SuperminError;
  /** Its record is one that dpkg would not have written. */
  damaged: boolean;
}

export interface InstalledPackages {
  /** The architecture that dpkg itself would call native under this root. */
  native: string;
  /** In the order of the status file. */
  packages: InstalledPackage[];
  unusable: UnusablePackage[];
}

/**
 * The packages that are there.
 *
 * @param architectures lines of `var/lib/dpkg/arch`: the native one first, then those added; empty without that file
 * @throws SuperminError `DPKG_DAMAGED` if a record does not tell which package it is of
 */
export function installedPackages(
  stanzas: readonly Stanza[],
  architectures: readonly string[],
): InstalledPackages {
  const unusable: UnusablePackage[] = [];
  const refuse = (stanza: Stanza, problem: string) =>
    unusable.push({
      name: nameIn(stanza),
      error: stanzaDamaged(stanza, problem),
      damaged: true,
    });
  const present: Stanza[] = [];
  for (const stanza of stanzas) {
    const state = stateOf(stanza.value('status'));
    if (state === 'absent') continue;
    const name = nameIn(stanza);
    if (!NAME.test(name)) throw stanzaDamaged(stanza, 'has no valid name');
    const problem = problemOf(stanza, state);
    if (problem !== undefined) refuse(stanza, problem);
    else if (state !== 'half-installed') present.push(stanza);
    else unusable.push({ name, error: halfInstalled(name), damaged: false });
  }
  const native = nativeArchitecture(present, architectures);
  const packages = new Map<string, InstalledPackage>();
  for (const stanza of present) {
    const found = new InstalledPackage(stanza, native);
    if (packages.has(found.id)) refuse(stanza, 'is listed twice');
    else packages.set(found.id, found);
  }
  return { native, packages: [...packages.values()], unusable };
}

/** What is wrong with the record of a package that is there; nothing is asked of the others. */
function problemOf(stanza: Stanza, state: PackageState): string | undefined {
  if (state === 'unknown') return `has an unknown Status '${stanza.value('status')}'`;
  if (state === 'half-installed') return undefined;
  if (!VERSION.test(stanza.value('version'))) return 'has no valid Version';
  const architecture = stanza.value('architecture');
  if (architecture !== '' && !ARCHITECTURE.test(architecture)) return 'has no valid Architecture';
  if (!MULTI_ARCH.has(stanza.value('multi-arch').toLowerCase())) return 'has an unknown Multi-Arch';
  return undefined;
}

function stanzaDamaged(stanza: Stanza, problem: string): SuperminError {
  return stanza.damaged(`package ${nameIn(stanza) || '?'} ${problem}`);
}

/**
 * dpkg's native architecture is compiled into it, so that of the installed package dpkg is right; without one (a minimal
 * image) the first of dpkg's own list, else the one that most packages have.
 */
function nativeArchitecture(present: readonly Stanza[], architectures: readonly string[]): string {
  const dpkg = present.find((stanza) => nameIn(stanza) === 'dpkg');
  if (dpkg !== undefined) return dpkg.value('architecture');
  if (architectures[0] !== undefined) return architectures[0];
  const counts = new Map<string, number>();
  for (const stanza of present) {
    const arch = stanza.value('architecture');
    if (arch !== '' && arch !== 'all') counts.set(arch, (counts.get(arch) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([a, n], [b, m]) => m - n || compareBytes(a, b));
  return most?.[0] ?? 'all';
}
