import type { DependencyRules, UnusablePackages } from '@supermin/core/backend';
import type { InstalledPackage } from '../database/installed-package.ts';
import type { Dependency } from '../format/package-record.ts';
import { spell } from '../format/spell.ts';
import { Sense } from '../format/tags.ts';
import { chooseProvider } from './choose.ts';
import { needOf } from './need.ts';
import { isFeatureOfRpm, type Satisfiers } from './satisfiers.ts';

/**
 * Requires and Recommends. A requirement that is flagged as `missingok` is only a recommendation.
 *
 * @param unusable default: every package of the database could be read
 */
export function dependencyRules(
  satisfiers: Satisfiers,
  unusable?: UnusablePackages,
): DependencyRules<InstalledPackage, Dependency> {
  return {
    required: ({ record }) =>
      record.requires.filter((each) => !isFeatureOfRpm(each) && !isOnlyRecommended(each)),
    recommended: ({ record }) => [
      ...record.recommends,
      ...record.requires.filter(isOnlyRecommended),
    ],
    need: (dependency) => needOf(satisfiers, dependency),
    choose: (candidates, _, dependent) =>
      chooseProvider(satisfiers.index.architectures, candidates, dependent),
    missing: ({ name }) => unusable?.refuse(name),
    spell,
  };
}

function isOnlyRecommended({ flags }: Dependency): boolean {
  return (flags & Sense.missingOk) !== 0;
}
