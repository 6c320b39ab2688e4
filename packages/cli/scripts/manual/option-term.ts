import { COMMANDS } from '../../src/arguments/command-names.ts';
import type { OptionSpec } from '../../src/arguments/option-spec.ts';
import { OPTIONS } from '../../src/arguments/options.ts';
import type { Term } from './document.ts';

/** Options that every command has: they are told once. */
export const COMMON_OPTIONS = OPTIONS.filter(({ commands }) => commands.length === COMMANDS.length);

export function optionTerm({ name, short, value, help }: OptionSpec): Term {
  const argument = value === undefined ? '' : ` ${value}`;
  const forms = short === undefined ? [] : [`-${short}${argument}`];
  return { forms: [...forms, `--${name}${argument}`], text: help };
}
