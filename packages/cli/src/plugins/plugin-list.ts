import { CONTRACT_VERSION, type FoundPlugin, type RejectedPlugin } from '@supermin/core';
import { optionSpec } from '../arguments/plugin-option.ts';
import { type Conflict, findConflicts } from './conflicts.ts';

export interface PluginListSources {
  plugins: readonly FoundPlugin[];
  rejected: readonly RejectedPlugin[];
  /** Where each plugin is specified, by the directory that is specified. */
  specifiedBy: ReadonlyMap<string, string>;
}

type PluginList = ReturnType<typeof pluginList>;

/** What `supermin plugins --json` prints: docs/plugins.schema.json describes it. */
export function pluginList({ plugins, rejected, specifiedBy }: PluginListSources) {
  return {
    /** The version of the contract that this command supports. */
    contract: CONTRACT_VERSION,
    plugins: plugins.map(({ name, version, directory, installedAs = '', manifest }) => ({
      name,
      version,
      directory,
      specifiedBy: specifiedBy.get(installedAs),
      contract: manifest.contract,
      backends: manifest.backends.map(({ module: _, ...backend }) => backend),
      writers: manifest.writers.map(({ module: _, ...writer }) => writer),
    })),
    rejected: rejected.map(({ name, directory, error: { code, message, hint } }) => ({
      name,
      directory,
      code,
      reason: message,
      hint,
    })),
    conflicts: findConflicts(plugins),
  };
}

/** The same for people. */
export function pluginListText({ plugins, rejected, conflicts }: PluginList): string {
  const lines = [
    ...plugins.map(pluginText),
    ...rejected.map(rejectedText),
    ...conflicts.map(conflictText),
  ];
  return lines.join('') || 'no plugins were found\n';
}

function pluginText(plugin: PluginList['plugins'][number]): string {
  const { name, version, directory, specifiedBy, backends, writers } = plugin;
  const provides = [
    ...backends.map((backend) => `backend ${backend.name}`),
    ...writers.map((writer) => `writer ${writer.name}`),
  ];
  const by = specifiedBy === undefined ? '' : ` (specified by ${specifiedBy})`;
  const options = [...backends, ...writers].flatMap((each) => each.options);
  const forms = options.map((option) => {
    const { name, value } = optionSpec(option, []);
    return `--${name}${value === undefined ? '' : ` ${value}`}`;
  });
  const last = forms.length === 0 ? '' : `    ${forms.join(', ')}\n`;
  return `${name} ${version}: ${provides.join(', ')}\n    ${directory}${by}\n${last}`;
}

function rejectedText({ name, directory, reason, hint }: PluginList['rejected'][number]): string {
  const advice = hint === undefined ? '' : `\n    ${hint}`;
  return `${name}: not used: ${reason}\n    ${directory}${advice}\n`;
}

function conflictText({ kind, name, packages }: Conflict): string {
  const option = kind === 'writer' ? '-f' : '--backend';
  return `the ${kind} ${name} is claimed by ${packages.join(' and ')}: choose one by ${option} PACKAGE\n`;
}
