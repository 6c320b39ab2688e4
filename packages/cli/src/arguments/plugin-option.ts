import type { OptionManifest } from '@supermin/core';
import type { Command } from './command-names.ts';
import type { OptionSpec } from './option-spec.ts';

/** What stands for a value in the help. */
const VALUES: Readonly<Record<OptionManifest['type'], string | undefined>> = {
  string: 'VALUE',
  boolean: undefined,
  integer: 'N',
  path: 'PATH',
};

/** An option of a plugin as one of the command line. A switch that is on by default is turned off by `--no-NAME`. */
export function optionSpec(option: OptionManifest, commands: readonly Command[]): OptionSpec {
  const { name, type, choices, repeatable, default: value, help } = option;
  if (value === true) return { name: `no-${name}`, commands, help: `not: ${help}` };
  const spec: OptionSpec = { name, commands, help: help + remarks(option) };
  const shown = choices?.join('|') ?? VALUES[type];
  if (shown !== undefined) spec.value = shown;
  if (repeatable) spec.repeatable = true;
  return spec;
}

function remarks({ repeatable, required, default: value }: OptionManifest): string {
  const remarks: string[] = [];
  if (required) remarks.push('required');
  if (repeatable) remarks.push('may be given more than once');
  if (value !== undefined && value !== false) {
    remarks.push(`default ${Array.isArray(value) ? value.join(', ') : value}`);
  }
  return remarks.length === 0 ? '' : ` (${remarks.join('; ')})`;
}
