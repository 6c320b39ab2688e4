import type { Commands } from '../context/code-loader.ts';
import { buildCommand } from './build.ts';
import { cacheCommand } from './cache.ts';
import { completionCommand } from './completion.ts';
import { driversCommand } from './drivers.ts';
import { explainCommand } from './explain.ts';
import { fetchCommand } from './fetch.ts';
import { inspectCommand } from './inspect.ts';
import { modulesCommand } from './modules.ts';
import { pluginsCommand } from './plugins.ts';
import { prepareCommand } from './prepare.ts';
import { pullCommand } from './pull.ts';
import { pushCommand } from './push.ts';
import { runCommand } from './run.ts';
import { whyCommand } from './why.ts';

/** What each command does; gives the exit status. One file of the bundle: many small ones take longer to load. */
export const ACTIONS: Commands['ACTIONS'] = {
  prepare: prepareCommand,
  build: buildCommand,
  run: runCommand,
  fetch: fetchCommand,
  push: pushCommand,
  pull: pullCommand,
  inspect: inspectCommand,
  why: whyCommand,
  modules: modulesCommand,
  cache: cacheCommand,
  plugins: pluginsCommand,
  drivers: driversCommand,
  explain: explainCommand,
  completion: completionCommand,
};
