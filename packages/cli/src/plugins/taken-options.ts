import { type FoundPlugin, type OptionManifest, SuperminError } from '@supermin/core';
import { LEGACY_SWITCHES, OPTIONS } from '../arguments/options.ts';
import { optionSpec } from '../arguments/plugin-option.ts';

/** An option of the command that is there for whatever writer has it, and for `run`. */
const SHARED = 'size';

const TAKEN: ReadonlySet<string> = new Set(
  [...OPTIONS.map(({ name }) => name), ...LEGACY_SWITCHES].filter((name) => name !== SHARED),
);

/** An option of a plugin that could not be told from one of the command: undefined if there is none. */
export function takenOption({ manifest }: FoundPlugin): SuperminError | undefined {
  for (const { name, options } of manifest.writers) {
    const taken = options.find(isTaken);
    if (taken !== undefined) return refusal(`writer ${name}`, taken);
  }
  for (const { name, options } of manifest.backends) {
    const taken = options.find((option) => isTaken(option) || option.name === SHARED);
    if (taken !== undefined) return refusal(`backend ${name}`, taken);
  }
  return undefined;
}

function isTaken(option: OptionManifest): boolean {
  return TAKEN.has(option.name) || TAKEN.has(optionSpec(option, []).name);
}

function refusal(plugin: string, { name }: OptionManifest): SuperminError {
  return new SuperminError(
    'PLUGIN_OPTION',
    `the ${plugin} has an option '${name}', which is one of the command's own`,
    { hint: 'this is a bug in the plugin; report it to its authors' },
  );
}
