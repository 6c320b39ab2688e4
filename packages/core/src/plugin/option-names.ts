import { SuperminError } from '../errors/supermin-error.ts';
import type { OptionValue } from './contract.ts';

/**
 * For a writer's `inputs`: the command knows from the manifest which options there are, a program that passes plugin
 * objects does not.
 *
 * @throws SuperminError `OPTION_UNKNOWN`
 */
export function refuseUnknownOptions(
  writer: string,
  options: Readonly<Record<string, OptionValue>>,
  known: readonly string[],
): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new SuperminError('OPTION_UNKNOWN', `the writer ${writer} has no option '${unknown}'`, {
    hint: known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`,
  });
}
