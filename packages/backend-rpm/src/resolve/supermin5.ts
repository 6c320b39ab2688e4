import { byId, followAll } from '@supermin/core/backend';
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
  return followAll(roots, ({ record }) =>
    record.requires
      .filter((dependency) => !isFeatureOfRpm(dependency) && !isRich(dependency))
      .map(({ name }) => shortest(satisfiers.of({ name, flags: 0, version: '' }))),
  );
}

function shortest(found: Iterable<InstalledPackage>): InstalledPackage | undefined {
  return [...found].sort((a, b) => a.name.length - b.name.length || byId(a, b))[0];
}
