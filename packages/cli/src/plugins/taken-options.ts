import { type FoundPlugin, SuperminError } from '@supermin/core';
import { LEGACY_SWITCHES, OPTIONS } from '../arguments/options.ts';

/** An option of the command that is there for whatever writer has it, and for `run`. */
const SHARED = 'size';

const TAKEN: ReadonlySet<string> = new Set(
  [...OPTIONS.map(({ name }) => name), ...LEGACY_SWITCHES].filter((name) => name !== SHARED),
);

/** An option of a writer that could not be told from one of the command: undefined if there is none. */
export function takenOption({ manifest }: FoundPlugin): SuperminError | undefined {
  for (const { name: writer, options } of manifest.writers) {
    const taken = options.find(({ name }) => TAKEN.has(name));
    if (taken === undefined) continue;
    return new SuperminError(
      'PLUGIN_OPTION',
      `the writer ${writer} has an option '${taken.name}', which is one of the command's own`,
      { hint: 'this is a bug in the plugin; report it to its authors' },
    );
  }
  return undefined;
}
