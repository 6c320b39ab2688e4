import type { Host } from '@supermin/core';
import { fromUnknown } from '@supermin/core/backend';
import { CONFIGURATION } from '../../database/locations.ts';
import { pacmanArchitecture } from '../architecture.ts';
import { FROM_HINT } from '../errors.ts';
import { configuredSources } from './configured-sources.ts';
import { parseReleaseName, releaseSources } from './distributions.ts';
import type { Configuration } from './source.ts';

/**
 * Repositories that a word of `--from` means.
 *
 * @param arch what was asked for
 * @throws SuperminError `FROM_UNKNOWN`, `FROM_FILE`, `PACMAN_CONFIGURATION`
 */
export async function sourcesOf(
  from: string,
  host: Host,
  arch: string | undefined,
): Promise<Configuration> {
  const wanted = arch === undefined ? undefined : pacmanArchitecture(arch);
  const machine = pacmanArchitecture();
  const file = from === 'host' ? CONFIGURATION : from.startsWith('/') ? from : undefined;
  if (file !== undefined) return configuredSources(host, file, wanted, machine);
  const release = parseReleaseName(from);
  if (release === undefined) throw fromUnknown(from, FROM_HINT);
  const architecture = wanted ?? machine;
  return {
    sources: releaseSources(release, architecture),
    ignored: { packages: [], groups: [] },
    architectures: [architecture],
  };
}

/** Those of all words: earlier ones come first. */
export async function allSources(
  from: readonly string[],
  host: Host,
  arch: string | undefined,
): Promise<Configuration> {
  const all: Configuration[] = [];
  for (const each of from) all.push(await sourcesOf(each, host, arch));
  return {
    sources: all.flatMap(({ sources }) => sources),
    ignored: {
      packages: all.flatMap(({ ignored }) => ignored.packages),
      groups: all.flatMap(({ ignored }) => ignored.groups),
    },
    architectures: [...new Set(all.flatMap(({ architectures }) => architectures))],
  };
}
