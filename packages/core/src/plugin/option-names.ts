import { SuperminError } from '../errors/supermin-error.ts';
import type { PluginOptions } from './option-manifest.ts';

/**
 * For a writer's `inputs`: a `Registry` knows from the manifest which options there are, a program that passes plugin
 * objects does not.
 *
 * @param plugin `writer ext2`
 * @throws SuperminError `OPTION_UNKNOWN`
 */
export function refuseUnknownOptions(
  plugin: string,
  options: PluginOptions,
  known: readonly string[],
): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new SuperminError('OPTION_UNKNOWN', `the ${plugin} has no option '${unknown}'`, {
    hint: known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`,
  });
}
