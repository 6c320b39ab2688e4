import type { FoundPlugin, RejectedPlugin } from '@supermin/core';
import type { CommandContext } from '../context/command-context.ts';
import { checkSyntax } from '../plugins/check-syntax.ts';
import { type Conflict, findConflicts } from '../plugins/conflicts.ts';
import { findPlugins } from '../plugins/find-plugins.ts';

export async function pluginsCommand({ invocation, signal }: CommandContext): Promise<number> {
  const { plugins: found, rejected } = findPlugins(invocation.options).discovery;
  const errors = await checkSyntax(found, signal);
  const plugins = found.filter((_, index) => errors[index] === undefined);
  for (const [index, error] of errors.entries()) {
    const { name, installedAs = name, directory } = found[index]!;
    if (error !== undefined) rejected.push({ name: installedAs, directory, error });
  }
  const conflicts = findConflicts(plugins);
  process.stdout.write(
    invocation.options.has('json')
      ? json({ plugins: plugins.map(summary), rejected: rejected.map(reason), conflicts })
      : text(plugins, rejected, conflicts),
  );
  return 0;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function text(
  plugins: readonly FoundPlugin[],
  rejected: readonly RejectedPlugin[],
  conflicts: readonly Conflict[],
): string {
  const lines = [
    ...plugins.map(pluginText),
    ...rejected.map(rejectedText),
    ...conflicts.map(conflictText),
  ];
  return lines.join('') || 'no plugins were found\n';
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

function reason({ name, directory, error: { code, message, hint } }: RejectedPlugin) {
  return { name, directory, code, reason: message, ...(hint === undefined ? {} : { hint }) };
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

function conflictText({ kind, name, packages }: Conflict): string {
  const option = kind === 'writer' ? '-f' : '--backend';
  return `the ${kind} ${name} is claimed by ${packages.join(' and ')}: choose one by ${option} PACKAGE\n`;
}
