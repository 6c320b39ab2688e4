import { SuperminError } from '../errors/supermin-error.ts';
import { absolutePath } from '../path/absolute-path.ts';
import { ownEntry } from '../text/own-entry.ts';
import type { OptionManifest, OptionValue, PluginOptions } from './option-manifest.ts';
import { refuseUnknownOptions } from './option-names.ts';
import { valueFault } from './option-value.ts';

/** Who declares options. */
export interface OptionOwner {
  kind: 'backend' | 'writer';
  /** As in the manifest. */
  name: string;
  options: readonly OptionManifest[];
}

/**
 * Checks the options that are given to a plugin against its manifest, makes paths absolute and fills in defaults. What
 * comes out may go in again.
 *
 * @throws SuperminError `OPTION_UNKNOWN`, `OPTION_VALUE`, `OPTION_MISSING`
 */
export function completeOptions(owner: OptionOwner, given: PluginOptions = {}): PluginOptions {
  const known = owner.options.map(({ name }) => name);
  refuseUnknownOptions(`${owner.kind} ${owner.name}`, given, known);
  const complete: Record<string, OptionValue> = {};
  for (const option of owner.options) {
    const own = ownEntry(given, option.name);
    const value = completed(owner, option, own);
    if (value !== undefined) complete[option.name] = value;
  }
  return complete;
}

function completed(
  owner: OptionOwner,
  option: OptionManifest,
  given: OptionValue | undefined,
): OptionValue | undefined {
  const value = given ?? option.default;
  if (value === undefined) {
    if (option.required) throw missing(owner, option);
    return undefined;
  }
  const fault = valueFault(option, value);
  if (fault !== undefined) {
    const text = `option '--${option.name}' ${fault.what}`;
    throw new SuperminError('OPTION_VALUE', text, { hint: fault.hint });
  }
  if (option.type !== 'path') return value;
  return typeof value === 'object' ? value.map(absolutePath) : absolutePath(value as string);
}

function missing({ kind, name }: OptionOwner, option: OptionManifest): SuperminError {
  return new SuperminError(
    'OPTION_MISSING',
    `the ${kind} ${name} needs the option '--${option.name}'`,
    { hint: option.help === '' ? undefined : `--${option.name}: ${option.help}` },
  );
}
