import {
  completeOptions,
  isSuperminError,
  type OptionManifest,
  type OptionOwner,
  type OptionValue,
  type PluginOptions,
} from '@supermin/core';
import type { Invocation } from '../arguments/invocation.ts';
import type { OptionValues } from '../arguments/option-values.ts';
import { UsageError } from '../arguments/usage-error.ts';

/** What a wrong command line is told by, as core says it of options that programs pass. */
const FAULTS: readonly string[] = ['OPTION_VALUE', 'OPTION_MISSING'];

/**
 * A plugin's own options out of the command line, checked against its manifest, defaults filled in.
 *
 * @throws UsageError
 */
export function pluginOptions(
  owner: OptionOwner,
  { command, legacy, options }: Invocation,
): PluginOptions {
  const values: Record<string, OptionValue> = {};
  for (const option of owner.options) {
    const value = given(option, options);
    if (value !== undefined) values[option.name] = value;
  }
  try {
    return completeOptions(owner, values);
  } catch (error) {
    if (!isSuperminError(error) || !FAULTS.includes(error.code)) throw error;
    const { message, hint } = error;
    throw new UsageError(message, { command, legacy, hint });
  }
}

function given(option: OptionManifest, options: OptionValues): OptionValue | undefined {
  const { name, type, repeatable } = option;
  if (type === 'boolean') return switched(option, options);
  if (repeatable) return options.has(name) ? options.all(name) : undefined;
  const text = options.get(name);
  return type === 'integer' && text !== undefined ? integer(text) : text;
}

/** A switch that is on by default is turned off. */
function switched(
  { name, default: on }: OptionManifest,
  options: OptionValues,
): boolean | undefined {
  if (on === true) return options.has(`no-${name}`) ? false : undefined;
  return options.has(name) ? true : undefined;
}

/** The text itself if it is none, to be complained about. */
function integer(text: string): number | string {
  return /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text;
}
