import { nearestName } from '../errors/nearest.ts';
import type { OptionManifest, OptionType } from './option-manifest.ts';

/** What is wrong with the value of an option. */
export interface ValueFault {
  /** A predicate: `needs a whole number, not '1.5'`. */
  what: string;
  hint?: string | undefined;
}

const FORMS: Readonly<Record<OptionType, string>> = {
  string: 'a string',
  boolean: 'a boolean',
  integer: 'a whole number',
  path: 'a path',
};

/** @returns undefined if the option may have this value */
export function valueFault(option: OptionManifest, value: unknown): ValueFault | undefined {
  if (!option.repeatable) return singleFault(option, value);
  if (!Array.isArray(value)) return { what: `needs a list, not ${shown(value)}` };
  for (const each of value) {
    const fault = singleFault(option, each);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function singleFault({ type, choices }: OptionManifest, value: unknown): ValueFault | undefined {
  if (!fits(value, type)) return { what: `needs ${FORMS[type]}, not ${shown(value)}` };
  if (choices === undefined || choices.includes(value as string)) return undefined;
  const near = nearestName(value as string, choices);
  return {
    what: `needs ${oneOf(choices)}, not ${shown(value)}`,
    hint: near === undefined ? undefined : `did you mean '${near}'?`,
  };
}

function fits(value: unknown, type: OptionType): boolean {
  if (type === 'integer') return Number.isSafeInteger(value);
  if (type === 'boolean') return typeof value === 'boolean';
  if (typeof value !== 'string') return false;
  return type !== 'path' || (value !== '' && !value.includes('\0'));
}

/** `a, b or c` */
function oneOf(choices: readonly string[]): string {
  const last = choices.at(-1)!;
  return choices.length === 1 ? last : `${choices.slice(0, -1).join(', ')} or ${last}`;
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(JSON.stringify(value));
}
