import { type DependencyRules, oneOf } from '@supermin/core/backend';
import type { InstalledPackage } from '../database/installed-package.ts';
import type { PackageIndex } from '../database/package-index.ts';
import { type Dependency, spellDependency } from '../version/dependency.ts';
import { chooseSatisfier } from './choose.ts';

/** `%DEPENDS%` and, as recommendations, `%OPTDEPENDS%`. */
export function dependencyRules(
  index: PackageIndex,
): DependencyRules<InstalledPackage, Dependency> {
  return {
    required: (dependent) => dependent.depends,
    recommended: (dependent) => dependent.optional,
    need: (wanted) => oneOf(index.satisfiers(wanted)),
    choose: (candidates, wanted, dependent) => chooseSatisfier(candidates, wanted.name, dependent),
    missing: ({ name }) => index.refuseUnusable(name),
    spell: spellDependency,
  };
}
