import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { discoverPlugins, pluginRoots, Registry } from '@supermin/core';
import type { OptionValues } from '../arguments/parse.ts';

/** Directories of plugin packages, separated by colons. */
const VARIABLE = 'SUPERMIN_PLUGINS';

/** All plugins that this command can see: installed beside it, or named by the user. */
export function findPlugins(options: OptionValues): Registry {
  const directory = realpathSync(
    dirname(fileURLToPath(new URL('../package.json', import.meta.url))),
  );
  const named = (process.env[VARIABLE] ?? '').split(':').filter((path) => path.startsWith('/'));
  const roots = pluginRoots(directory, '@supermin/cli', process.argv[1] ?? '');
  return new Registry(
    discoverPlugins(roots, {
      extra: [...options.all('plugin'), ...named],
      owner: statSync(directory).uid,
    }),
  );
}
