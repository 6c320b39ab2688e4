import { byId } from '@supermin/core/backend';
import type { InstalledPackage } from '../database/installed-package.ts';
import { isRich } from './rich-syntax.ts';
import { isFeatureOfRpm, type Satisfiers } from './satisfiers.ts';

/**
 * supermin 5's rule, for comparing: of all that provide a name the shortest one (in byte order of equally short ones),
 * whatever version is wanted and whatever is in already. Rich dependencies are ignored.
 */
export function resolveAsSupermin5(
  satisfiers: Satisfiers,
  roots: readonly InstalledPackage[],
): InstalledPackage[] {
  const closure = new Set(roots);
  // A Set's iteration also comes to what is added meanwhile.
  for (const found of closure) {
    for (const dependency of found.record.requires) {
      if (isFeatureOfRpm(dependency) || isRich(dependency)) continue;
      const [first, ...others] = satisfiers.of({ name: dependency.name, flags: 0, version: '' });
      if (first !== undefined) closure.add(others.reduce(shorter, first));
    }
  }
  return [...closure].sort(byId);
}

function shorter(a: InstalledPackage, b: InstalledPackage): InstalledPackage {
  return (a.name.length - b.name.length || byId(a, b)) <= 0 ? a : b;
}
