import { type OptionValue, SuperminError, type WriterManifest } from '@supermin/core';
import type { OptionValues } from '../arguments/parse.ts';

/** The writer's own options out of the command line, checked against its manifest, defaults filled in. */
export function writerOptions(
  manifest: WriterManifest,
  options: OptionValues,
): Record<string, OptionValue> {
  const values: Record<string, OptionValue> = {};
  for (const { name, type, default: fallback } of manifest.options) {
    const given = type === 'boolean' ? options.has(name) || undefined : options.get(name);
    const value = given === undefined ? fallback : convert(name, type, given);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function convert(name: string, type: string, value: string | true): OptionValue {
  if (type !== 'integer' || value === true) return value;
  if (/^-?\d+$/.test(value)) return Number(value);
  throw new SuperminError(
    'OPTION_VALUE',
    `option '--${name}' needs a whole number, not '${value}'`,
  );
}
