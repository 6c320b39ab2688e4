import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { discoverPlugins, pluginRoots, Registry } from '@supermin/core';

/** The plugins that are installed beside this package, or beside it where the program sees it. */
export function installedPlugins(): Registry {
  return new Registry(discoverPlugins(packageRoots(), { owner: statSync(packageDirectory()).uid }));
}

/** The `node_modules` directories that hold this very package. */
export function packageRoots(): string[] {
  return pluginRoots(packageDirectory(), '@supermin/vm', process.argv[1] ?? '');
}

/** Where package.json is: this file is run from `src/appliance/` and, bundled, from `dist/`. */
function packageDirectory(): string {
  let directory = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(directory, 'package.json'))) directory = dirname(directory);
  return realpathSync.native(directory);
}
