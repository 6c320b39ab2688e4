import type { Command } from '../arguments/options.ts';
import type { CommandContext } from '../context/command-context.ts';
import { buildCommand } from './build.ts';
import { driversCommand } from './drivers.ts';
import { fetchCommand } from './fetch.ts';
import { modulesCommand } from './modules.ts';
import { pluginsCommand } from './plugins.ts';
import { prepareCommand } from './prepare.ts';
import { runCommand } from './run.ts';

/** What each command does; gives the exit status. One file of the bundle: many small ones take longer to load. */
export const ACTIONS: Record<Command, (context: CommandContext) => Promise<number>> = {
  prepare: prepareCommand,
  build: buildCommand,
  run: runCommand,
  fetch: fetchCommand,
  modules: modulesCommand,
  plugins: pluginsCommand,
  drivers: driversCommand,
};
