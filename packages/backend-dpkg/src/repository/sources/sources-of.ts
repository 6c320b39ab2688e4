import { type BytePath, displayPath, type Host } from '@supermin/core';
import { fromUnknown, readSourceFile } from '@supermin/core/backend';
import { FILE_HINT, FROM_HINT, sourcesDamaged, sourcesEmpty } from '../errors.ts';
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
  if (from === 'host')
    return nonEmpty(hostSources(host, refuse), "this machine's apt configuration");
  if (from.startsWith('/')) {
    const text = readSourceFile(host, from, FILE_HINT);
    const sources = parseSources(text, (problem) => refuse(from, problem));
    return nonEmpty(sources, displayPath(from));
  }
  const release = parseReleaseName(from);
  if (release === undefined) throw fromUnknown(from, FROM_HINT);
  return releaseSources(release);
}

/** Without it packages would be missing, those of a security archive perhaps; apt reads no such file, either. */
function refuse(path: BytePath, problem: string): never {
  throw sourcesDamaged(displayPath(path), displayPath(problem));
}

function nonEmpty(sources: Source[], where: string): Source[] {
  if (sources.length === 0) throw sourcesEmpty(where);
  return sources;
}
