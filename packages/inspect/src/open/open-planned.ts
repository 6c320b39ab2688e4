import {
  type Backend,
  localHost,
  type PlanOptions,
  planBuild,
  readOsRelease,
} from '@supermin/core';
import type { Kind } from '../model/inventory.ts';
import { attribute, plannedContents, type Subject } from '../model/subject.ts';
import { describePackage } from './open-root.ts';

export interface OpenPlannedOptions extends Omit<PlanOptions, 'backend'> {
  backend: Backend;
  kind: Kind;
  /** What the user calls it: paths, or names of packages. */
  names: readonly string[];
  /** Bytes of the package files, by id. */
  packageSizes?: ReadonlyMap<string, number> | undefined;
}

/** What a build of these inputs would write. @throws SuperminError, as `build` */
export async function openPlanned({
  kind,
  names,
  packageSizes,
  ...options
}: OpenPlannedOptions): Promise<Subject> {
  const { backend } = options;
  const { tree, database, contents: lists, close } = await planBuild(options);
  try {
    const host = options.lockedRoot?.host ?? options.host ?? localHost();
    const release = readOsRelease(host);
    const packages = tree.packages.map((pkg) => ({
      ...describePackage(pkg, { backend, database, release }),
      download: packageSizes?.get(pkg.id),
    }));
    // Config files come from base archives, which do not know whose they are.
    const problems = attribute(tree, lists);
    const notes = ["without the kernel's modules, which are added when it is built", ...problems];
    return { kind, names, contents: plannedContents(tree), packages, release, notes, close };
  } catch (error) {
    close();
    throw error;
  }
}
