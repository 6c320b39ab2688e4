import type { FoundPlugin, RejectedPlugin } from '@supermin/core';
import { findPlugins } from '../plugins/find-plugins.ts';
import type { CommandContext } from './context.ts';

export async function pluginsCommand({ invocation }: CommandContext): Promise<number> {
  const { plugins, rejected } = findPlugins(invocation.options).discovery;
  const text = invocation.options.has('json')
    ? `${JSON.stringify({ plugins: plugins.map(summary), rejected: rejected.map(reason) }, null, 2)}\n`
    : [...plugins.map(pluginText), ...rejected.map(rejectedText)].join('');
  process.stdout.write(text || 'no plugins were found\n');
  return 0;
}

function summary({ name, version, directory, manifest }: FoundPlugin) {
  return {
    name,
    version,
    directory,
    backends: manifest.backends.map((backend) => backend.name),
    writers: manifest.writers.map((writer) => writer.name),
  };
}

function reason({ name, directory, error }: RejectedPlugin) {
  return { name, directory, code: error.code, reason: error.message };
}

function pluginText(plugin: FoundPlugin): string {
  const { name, version, directory, backends, writers } = summary(plugin);
  const provides = [...backends.map((b) => `backend ${b}`), ...writers.map((w) => `writer ${w}`)];
  return `${name} ${version}: ${provides.join(', ')}\n    ${directory}\n`;
}

function rejectedText({ name, directory, error }: RejectedPlugin): string {
  const hint = error.hint === undefined ? '' : `\n    ${error.hint}`;
  return `${name}: not used: ${error.message}\n    ${directory}${hint}\n`;
}
