import { displayPath, ownEntry } from '@supermin/core';
import type { OptionSpec } from '../arguments/option-spec.ts';
import { OPTIONS } from '../arguments/options.ts';
import { UsageError } from '../arguments/usage-error.ts';
import type { CompletedCommand, Installed, Shell } from '../completion/model.ts';
import type { CommandContext } from '../context/command-context.ts';
import { findPlugins } from '../plugins/find-plugins.ts';
import { backendSpecs, writerSpecs } from '../plugins/parse-for-plugins.ts';

/** A script that completes the command's words in a shell. */
export async function completionCommand({ invocation }: CommandContext): Promise<number> {
  const [shell = ''] = invocation.names;
  const make = ownEntry(SCRIPTS, shell);
  if (make === undefined) throw shellUnknown(shell);
  const { completionModel } = await import('../completion/model.ts');
  process.stdout.write(await make(completionModel(installed(invocation.options))));
  return 0;
}

// Only when asked for: other commands have no use for them.
const SCRIPTS: Record<Shell, (commands: readonly CompletedCommand[]) => Promise<string>> = {
  bash: async (commands) => (await import('../completion/bash.ts')).bashScript(commands),
  zsh: async (commands) => (await import('../completion/zsh.ts')).zshScript(commands),
  fish: async (commands) => (await import('../completion/fish.ts')).fishScript(commands),
};

function installed(options: CommandContext['invocation']['options']): Installed {
  const { writers, backends } = findPlugins(options);
  return {
    formats: writers.flatMap(({ manifest }) => [manifest.name, ...manifest.aliases]),
    backends: backends.map(({ manifest }) => manifest.name),
    options: unique([...writers.flatMap(writerSpecs), ...backends.flatMap(backendSpecs)]),
  };
}

/** Several plugins may have an option of the same name. */
function unique(specs: readonly OptionSpec[]): OptionSpec[] {
  const own = new Set(OPTIONS.map(({ name }) => name));
  const byName = new Map(specs.map((spec) => [spec.name, spec]));
  return [...byName.values()].filter(({ name }) => !own.has(name));
}

function shellUnknown(shell: string): UsageError {
  const text =
    shell === '' ? 'the name of the shell is missing' : `unknown shell '${displayPath(shell)}'`;
  return new UsageError(text, { command: 'completion', hint: 'shells: bash, zsh, fish' });
}
