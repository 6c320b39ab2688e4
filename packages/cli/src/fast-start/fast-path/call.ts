import { fromUnicode } from '@supermin/core';

/** The variables that change what is built; `bin/supermin` names the same ones in the same order. */
const VARIABLES = [
  'SUPERMIN_KERNEL',
  'SUPERMIN_KERNEL_VERSION',
  'SUPERMIN_MODULES',
  'SOURCE_DATE_EPOCH',
  'SUPERMIN_PLUGINS',
  'TMPDIR',
  'XDG_CONFIG_HOME',
  'HOME',
] as const;

/**
 * The whole command as `read_call` of `bin/supermin` spells it, a line for each variable and word: two calls that
 * spell alike ask for the same.
 *
 * @param words the arguments as byte strings
 * @param personality content of /proc/self/personality
 * @returns undefined if a line break in one of them makes that untrue
 */
export function spelledCall(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  personality: string,
): string | undefined {
  const lines = [
    personality,
    ...VARIABLES.map((name) => fromUnicode(environment[name] ?? '')),
    ...words,
  ];
  return lines.some((line) => line.includes('\n')) ? undefined : `${lines.join('\n')}\n`;
}
