import { type Host, isSuperminError, readOsRelease } from '@supermin/core';
import { CONFIGURATION } from '../../database/locations.ts';
import { configuredSources } from './configured-sources.ts';

/**
 * Servers of a repository that pacman on this machine uses, if this machine's distribution is the repository's: a machine behind a
 * company's mirror needs no more configuration.
 */
export async function hostServers(
  host: Host,
  distribution: string,
  name: string,
  arch: string,
): Promise<string[]> {
  if (readOsRelease(host).id !== distribution) return [];
  try {
    const { sources } = await configuredSources(host, CONFIGURATION, arch, arch);
    const found = sources.find((source) => source.name === name);
    return found === undefined ? [] : [found.uri, ...found.mirrors];
  } catch (error) {
    if (!isSuperminError(error)) throw error;
    return [];
  }
}
