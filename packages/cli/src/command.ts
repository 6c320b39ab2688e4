/** What is needed for more than `--version`, `--help` and usage errors; see `Commands`. */
export { ACTIONS } from './commands/index.ts';
export { findPlugins } from './plugins/find-plugins.ts';
export { parseForPlugins } from './plugins/parse-for-plugins.ts';
export { pluginHelp } from './plugins/plugin-help.ts';
