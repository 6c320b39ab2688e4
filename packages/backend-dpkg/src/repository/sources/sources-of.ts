import { displayPath, type Host, systemErrorCode } from '@supermin/core';
import { fromUnknown, sourcesEmpty, sourcesUnreadable } from '../errors.ts';
import { parseReleaseName, releaseSources } from './distributions.ts';
import { hostSources } from './host-sources.ts';
import { parseSources } from './parse-sources.ts';
import type { Source } from './source.ts';

/**
 * Sources that a word of `--from` means.
 *
 * @throws SuperminError `FROM_UNKNOWN`, `FROM_FILE`
 */
export function sourcesOf(from: string, host: Host): Source[] {
  if (from === 'host') return nonEmpty(hostSources(host), "this machine's apt configuration");
  if (from.startsWith('/')) return nonEmpty(parseSources(read(host, from)), displayPath(from));
  const release = parseReleaseName(from);
  if (release === undefined) throw fromUnknown(from);
  return releaseSources(release);
}

function nonEmpty(sources: Source[], where: string): Source[] {
  if (sources.length === 0) throw sourcesEmpty(where);
  return sources;
}

function read(host: Host, path: string): string {
  try {
    return host.readFile(path).toString('utf8');
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    throw sourcesUnreadable(path, code);
  }
}
