import { type DependencyRules, oneOf } from '@supermin/core/backend';
import type { InstalledPackage } from '../database/installed-package.ts';
import type { PackageIndex } from '../database/package-index.ts';
import type { Clause } from '../format/relation.ts';

/**
 * Pre-Depends, Depends and Recommends (deb-control(5)). Of the packages that satisfy a clause the first alternative that has an
 * installed one counts, and of several that provide the name the best one: see `PackageIndex.candidates`.
 */
export function dependencyRules(index: PackageIndex): DependencyRules<InstalledPackage, Clause> {
  return {
    required: (dependent) => dependent.dependencies,
    recommended: (dependent) => dependent.recommends,
    need: (clause, { effectiveArch }) => oneOf(index.satisfiers(clause, effectiveArch)),
    choose: ([best]) => best!,
    missing({ alternatives }) {
      for (const { name } of alternatives) index.unusable.refuse(name);
    },
    spell: ({ text }) => text,
  };
}
