import { type OptionValue, SuperminError, type WriterManifest } from '@supermin/core';
import type { OptionValues } from '../arguments/option-values.ts';

/**
 * The writer's own options out of the command line, checked against its manifest, defaults filled in.
 *
 * @throws SuperminError `OPTION_VALUE`
 */
export function writerOptions(
  manifest: WriterManifest,
  options: OptionValues,
): Record<string, OptionValue> {
  const values: Record<string, OptionValue> = {};
  for (const { name, type, default: fallback } of manifest.options) {
    const value = given(options, name, type, fallback) ?? fallback;
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function given(
  options: OptionValues,
  name: string,
  type: string,
  fallback: OptionValue | undefined,
): OptionValue | undefined {
  if (type === 'boolean') {
    const off = fallback === true;
    return options.has(off ? `no-${name}` : name) ? !off : undefined;
  }
  const value = options.get(name);
  return value === undefined || type === 'string' ? value : integer(name, value);
}

function integer(name: string, value: string): number {
  if (/^-?\d+$/.test(value) && Number.isSafeInteger(Number(value))) return Number(value);
  throw new SuperminError(
    'OPTION_VALUE',
    `option '--${name}' needs a whole number, not '${value}'`,
  );
}
