import { collect, complain } from './collect.ts';
import type { Command } from './command-names.ts';
import type { Invocation } from './invocation.ts';
import type { OptionSpec } from './option-spec.ts';
import { OptionValues } from './option-values.ts';
import { LEGACY_SWITCHES } from './options.ts';
import { wordsOf } from './words.ts';

/** What chooses the mode, and what older versions had; `--dtb` had a value. */
export const SWITCHES: readonly OptionSpec[] = LEGACY_SWITCHES.map((name) => ({
  name,
  commands: ['prepare', 'build'],
  help: '',
  value: name === 'dtb' ? 'DTB' : undefined,
}));

/**
 * Parses supermin 5's spelling, in which values may begin with a dash.
 *
 * @throws UsageError
 */
export function parseSupermin5(argv: readonly string[], known: readonly OptionSpec[]): Invocation {
  const specs = known.filter(
    ({ commands }) => commands.includes('prepare') || commands.includes('build'),
  );
  const words = wordsOf(argv, [...specs, ...SWITCHES], true);
  const { names, values } = collect(words, complain({ legacy: true, specs }));
  return {
    command: supermin5Command(values),
    legacy: true,
    names,
    options: new OptionValues(values),
  };
}

/** Undefined if no mode was chosen, or both. */
export function supermin5Command(values: ReadonlyMap<string, unknown>): Command | undefined {
  if (values.has('list-drivers')) return 'drivers';
  if (values.has('prepare') === values.has('build')) return undefined;
  return values.has('prepare') ? 'prepare' : 'build';
}
