import type { OptionManifest, OptionValue, WriterManifest } from '@supermin/core';
import type { Invocation } from '../arguments/invocation.ts';
import type { OptionValues } from '../arguments/option-values.ts';
import { UsageError } from '../arguments/usage-error.ts';

/**
 * The writer's own options out of the command line, checked against its manifest, defaults filled in.
 *
 * @throws UsageError
 */
export function writerOptions(
  manifest: WriterManifest,
  { command, legacy, options }: Invocation,
): Record<string, OptionValue> {
  const values: Record<string, OptionValue> = {};
  for (const option of manifest.options) {
    const given = option.type === 'boolean' ? switched(option, options) : options.get(option.name);
    const value = typeof given === 'string' && option.type === 'integer' ? integer(given) : given;
    if (Number.isNaN(value)) {
      const text = `option '--${option.name}' needs a whole number, not '${given}'`;
      throw new UsageError(text, { command, legacy });
    }
    const chosen = value ?? option.default;
    if (chosen !== undefined) values[option.name] = chosen;
  }
  return values;
}

/** A switch that is on by default is turned off. */
function switched(
  { name, default: on }: OptionManifest,
  options: OptionValues,
): boolean | undefined {
  if (on === true) return options.has(`no-${name}`) ? false : undefined;
  return options.has(name) ? true : undefined;
}

/** NaN if it is none. */
function integer(text: string): number {
  return /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : Number.NaN;
}
