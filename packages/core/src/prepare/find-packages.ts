import { SuperminError } from '../errors/supermin-error.ts';
import { type Report, say } from '../events/event.ts';
import { compareBytes } from '../path/byte-path.ts';
import type { Package, PackageDatabase } from '../plugin/contract.ts';

/** The packages that the names mean; those without one are reported, or errors with `strict`. */
export function findPackages(
  database: PackageDatabase,
  names: readonly string[],
  strict: boolean,
  report: Report,
): Package[] {
  const found = new Map<string, Package>();
  const missing: string[] = [];
  for (const name of names) {
    const packages = database.find(name);
    if (packages.length === 0) missing.push(name);
    for (const pkg of packages) found.set(pkg.id, pkg);
  }
  if (missing.length > 0 && strict) {
    throw new SuperminError('PACKAGES_MISSING', `not installed: ${missing.join(' ')}`, {
      hint: 'install these packages, or leave out --strict',
    });
  }
  for (const name of missing) {
    const text = `package ${name} is not installed, and left out`;
    say(report, text);
  }
  return [...found.values()];
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
