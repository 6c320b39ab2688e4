import { distributionName } from '@supermin/core';
import type { OptionValues } from '../arguments/option-values.ts';
import { configPath, readConfig } from '../plugins/config-file.ts';

/**
 * Mirrors in the place of a distribution's own: those of `--mirror`, else of the variable `SUPERMIN_MIRROR_DEBIAN` (several with
 * blanks between them), else of the configuration file, else none: the backend knows what this machine is configured with.
 *
 * @param from what packages are taken from: `debian:bookworm`
 */
export function mirrorsFor(from: readonly string[], options: OptionValues): string[] {
  const given = options.all('mirror');
  if (given.length > 0) return [...given];
  const distributions = from.map(distributionName).filter((name) => name !== undefined);
  return [...new Set(distributions)].flatMap((name) => {
    const variable = process.env[`SUPERMIN_MIRROR_${name.toUpperCase().replaceAll('-', '_')}`];
    if (variable) return variable.split(/\s+/).filter(Boolean);
    return readConfig(configPath(), () => {}).mirrors?.[name] ?? [];
  });
}
