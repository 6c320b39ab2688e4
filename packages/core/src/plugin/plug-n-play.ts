import nodeModule from 'node:module';

interface Locator {
  name: string | null;
  reference: string | null;
}

/** What is used of Yarn's API (https://yarnpkg.com/advanced/pnpapi). */
export interface PlugNPlay {
  topLevel: Locator;
  findPackageLocator(path: string): Locator | null;
  getPackageInformation(locator: Locator): {
    packageLocation: string;
    /** By name: a version, an alias' name and version, or null for a peer that nobody provides. */
    packageDependencies: Map<string, string | [string, string] | null>;
  } | null;
}

/** Yarn's API for a package; undefined where it was not installed by Plug'n'Play. */
export function plugNPlayOf(directory: string): PlugNPlay | undefined {
  // Set by Yarn's runtime. Without it, no module of Node's is loaded.
  if (process.versions.pnp === undefined) return undefined;
  // Of the default export: names that are added to a module of Node's later are in no namespace.
  const { findPnpApi } = nodeModule as { findPnpApi?: (path: string) => PlugNPlay | null };
  return findPnpApi?.(`${directory}/`) ?? undefined;
}

/**
 * The `node_modules` directories in which a command's and its project's own dependencies lie, where Yarn's Plug'n'Play has
 * installed them: there each package has one to itself, and none of them is above the command.
 *
 *     .yarn/unplugged/@supermin-cli-npm-6.0.0-1f2e/node_modules/@supermin/cli      the command
 *     .yarn/unplugged/@supermin-core-npm-6.0.0-3d4c/node_modules/@supermin/core    a dependency: `.../node_modules` is a root
 */
export function plugNPlayRoots(pnp: PlugNPlay, packageDirectory: string): string[] {
  const command = pnp.findPackageLocator(`${packageDirectory}/`);
  const dependents = command === null ? [pnp.topLevel] : [command, pnp.topLevel];
  const roots = dependents.flatMap((dependent) => dependencyRoots(pnp, dependent));
  return [...new Set(roots)];
}

function dependencyRoots(pnp: PlugNPlay, dependent: Locator): string[] {
  const dependencies = pnp.getPackageInformation(dependent)?.packageDependencies ?? new Map();
  return [...dependencies].flatMap(([asked, target]) => {
    if (target === null) return [];
    const [name, reference] = typeof target === 'string' ? [asked, target] : target;
    const location = pnp.getPackageInformation({ name, reference })?.packageLocation;
    const end = `/node_modules/${name}`;
    const directory = location?.replace(/\/$/, '');
    // A workspace's own directory is in no `node_modules`.
    if (directory === undefined || !directory.endsWith(end)) return [];
    return [`${directory.slice(0, -end.length)}/node_modules`];
  });
}
