import { displayPath, type Host } from '@supermin/core';
import { fromUnknown, readSourceFile } from '@supermin/core/backend';
import { FILE_HINT, FROM_HINT, sourcesEmpty } from '../errors.ts';
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
  if (from.startsWith('/'))
    return nonEmpty(parseSources(readSourceFile(host, from, FILE_HINT)), displayPath(from));
  const release = parseReleaseName(from);
  if (release === undefined) throw fromUnknown(from, FROM_HINT);
  return releaseSources(release);
}

function nonEmpty(sources: Source[], where: string): Source[] {
  if (sources.length === 0) throw sourcesEmpty(where);
  return sources;
}
