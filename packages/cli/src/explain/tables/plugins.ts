import type { Rows } from '../explanation.ts';

/** Plugins: finding, loading and calling them. */
export const PLUGINS: Rows = {
  CONFIG: [
    'The configuration file cannot be used.',
    'It is not JSON, or not { "plugins": [...] }.',
    'Correct the file that the error names.',
  ],
  PLUGIN_MISSING: [
    'The directory of a plugin does not exist.',
    'A path of --plugin, SUPERMIN_PLUGINS or the configuration file is wrong.',
    'Correct the path, or install the plugin.',
  ],
  PLUGIN_MANIFEST: [
    'The package.json of a plugin is wrong.',
    'It cannot be parsed, or a field is missing or of the wrong type.',
    'Report it to the authors of the plugin; docs/plugin-authors.md has the fields.',
  ],
  PLUGIN_ENTRY: [
    'A module of a plugin does not exist, or lies outside of its package.',
    'The plugin is not installed completely; in a source tree, it is not built.',
    'Install it again, or build it.',
  ],
  PLUGIN_IMPORT: [
    'A plugin cannot be loaded.',
    'Its code fails while it is loaded, or does not export what the manifest says.',
    'Reinstall it, or report it to its authors.',
  ],
  PLUGIN_SYNTAX: [
    'A module of a plugin cannot be parsed.',
    'It is damaged, or written for a newer Node.js.',
    'Reinstall it, or report it to its authors.',
  ],
  PLUGIN_CONTRACT: [
    'A plugin is written for another version of the plugin contract.',
    'Plugin and supermin are of different ages.',
    'Install versions of both that fit together.',
  ],
  PLUGIN_SHADOWED: [
    'A plugin is not used because another package of the same name comes first.',
    'It is installed twice.',
    'Remove one of them.',
  ],
  PLUGIN_UNSAFE: [
    'A plugin is not loaded for root.',
    'Its files belong to another user, or others may write to them: they could run code as root.',
    'Install the plugin as root, with a umask of 022.',
  ],
  PLUGIN_OPTION: [
    "An option of a plugin has the name of one of the command's own.",
    'This is a bug in the plugin.',
    'Report it to its authors.',
  ],
  PLUGIN_FAILED: [
    'A plugin failed where no failure is expected.',
    'This is a bug in the plugin; the error has what it said, and where.',
    'Report it to its authors.',
  ],
  OPTION_UNKNOWN: [
    'A program passes a plugin an option that it does not have.',
    'The name is misspelled, or the plugin of another version.',
    'Use the options that the error names.',
  ],
  OPTION_MISSING: [
    'A plugin needs an option that was not given.',
    'Its format or package manager cannot do without it.',
    "Add the option; 'supermin help build' describes those of the formats.",
  ],
  OPTION_VALUE: [
    'An option of a plugin has a wrong value.',
    'Its type or its choices do not allow it.',
    'Use one of the values that the error names.',
  ],
  WRITER_CIRCULAR: [
    'A writer wraps itself.',
    'The manifests of plugins lead in a circle.',
    'This is a bug in the plugin; report it to its authors.',
  ],
  WRITER_CONTRACT: [
    'A writer does not do what the plugin contract asks for.',
    'This is a bug in the plugin.',
    'Report it to its authors: @supermin/testkit has a test for it.',
  ],
};
