/**
 * What is needed for more than `--version`, `--help` and a word about a wrong command line: a bundle of its own, with the engine
 * and our own plugins. `start/load-command.ts` loads it.
 */
export { endShortRun } from '@supermin/core';
export { ACTIONS } from './commands/index.ts';
export { findPlugins } from './plugins/find-plugins.ts';
export { parseForPlugins } from './plugins/parse-for-plugins.ts';
export { pluginHelp } from './plugins/plugin-help.ts';
