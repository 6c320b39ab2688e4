import { SuperminError } from '../errors/supermin-error.ts';
import { type Report, say } from '../events/event.ts';
import { nearName } from '../match/near-name.ts';
import { compareBytes, displayPath } from '../path/byte-path.ts';
import type { Package, PackageDatabase } from '../plugin/contract.ts';
import { lastingName } from './lasting-name.ts';

/** With more of them it is no slip of the pen. */
const MOST_SUGGESTIONS = 10;

export interface FoundPackages {
  /** Each once, in the order of the names. */
  packages: Package[];
  /** What an appliance calls them: see `lastingName`. Sorted. */
  lastingNames: string[];
  /** The names that mean nothing installed. */
  missing: string[];
}

/** The packages that the names mean. */
export function findPackages(database: PackageDatabase, names: readonly string[]): FoundPackages {
  const packages = new Map<string, Package>();
  const lasting = new Set<string>();
  const missing: string[] = [];
  for (const name of names) {
    const found = database.find(name);
    if (found.length === 0) missing.push(name);
    for (const pkg of found) {
      packages.set(pkg.id, pkg);
      // A name for several packages is a question to this machine: `@world`.
      lasting.add(lastingName(found.length === 1 ? name : pkg.id, pkg));
    }
  }
  return {
    packages: [...packages.values()],
    lastingNames: [...lasting].sort(compareBytes),
    missing,
  };
}

export interface MissingOptions {
  /** They are an error. */
  strict?: boolean;
  /** They are one warning; else they are said with `-v`. */
  warnMissing?: boolean;
  /** See `PrepareOptions`. */
  missingHint?: (names: readonly string[]) => string | undefined;
}

/** @throws SuperminError `PACKAGES_MISSING` with `strict` */
export function reportMissing(
  database: PackageDatabase,
  missing: readonly string[],
  { strict = false, warnMissing = false, missingHint }: MissingOptions,
  report: Report,
): void {
  if (missing.length === 0) return;
  const shown = missing.map(displayPath).join(' ');
  const hint = () => nearHint(database, missing) ?? missingHint?.(missing);
  if (strict) {
    throw new SuperminError('PACKAGES_MISSING', `not installed: ${shown}`, {
      hint: hint() ?? 'install these packages, or leave out --strict',
    });
  }
  if (warnMissing) {
    const text = `not installed, and left out: ${shown}`;
    report({ kind: 'warning', text, hint: hint() });
    return;
  }
  for (const name of missing)
    say(report, `package ${displayPath(name)} is not installed, and left out`);
}

/** What may have been meant; undefined if no installed package has a name like these. */
export function nearHint(
  database: PackageDatabase,
  missing: readonly string[],
): string | undefined {
  const installed = database.names?.() ?? [];
  const near = missing
    .slice(0, MOST_SUGGESTIONS)
    .map((name) => nearName(name, installed))
    .filter((name) => name !== undefined);
  return near.length === 0 ? undefined : `did you mean ${[...new Set(near)].join(', ')}?`;
}

/** Names and versions of all packages, for those who ask with `-v -v`. */
export function listPackages(
  database: PackageDatabase,
  packages: readonly Package[],
  report: Report,
): void {
  report({
    kind: 'list',
    level: 2,
    items: () => packages.map((pkg) => database.listEntry(pkg)).sort(compareBytes),
  });
}
