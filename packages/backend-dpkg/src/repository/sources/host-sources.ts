import { type BytePath, type Host, joinPath, readOsRelease } from '@supermin/core';
import { readable } from '@supermin/core/backend';
import { distributionOf } from './distributions.ts';
import { parseSources } from './parse-sources.ts';
import type { Source } from './source.ts';

const LIST = '/etc/apt/sources.list';
const PARTS = '/etc/apt/sources.list.d';

/**
 * What apt on this machine is configured with, in its order.
 *
 * @param refuse see `parseSources`; default: entries that apt would not take are passed over
 */
export function hostSources(
  host: Host,
  refuse: (path: BytePath, problem: string) => void = () => {},
): Source[] {
  const names = readable(() => host.readdir(PARTS)) ?? [];
  const parts = names
    .filter((name) => /^[\w.-]+\.(list|sources)$/.test(name))
    .map((name) => joinPath(PARTS, name));
  return [LIST, ...parts].flatMap((path) =>
    parseSources(text(host, path), (problem) => refuse(path, problem)),
  );
}

/**
 * The mirrors of an archive that apt on this machine uses, if this machine's distribution is the archive's: a machine behind a
 * company's mirror needs no more configuration.
 */
export function hostMirrors(host: Host, archive: string): string[] {
  const distribution = distributionOf(archive);
  if (distribution === undefined || readOsRelease(host).id !== distribution) return [];
  const isSecurity = archive.endsWith('-security');
  const fitting = hostSources(host).filter(
    ({ uri, suite, components }) =>
      components.includes('main') &&
      // Archives of the past, and those that another program has to fetch.
      /^(https?|file):/.test(uri) &&
      !uri.includes('snapshot') &&
      /-security$|\/updates$/.test(suite) === isSecurity &&
      !/-(backports|proposed|debug)/.test(suite),
  );
  return [...new Set(fitting.map(({ uri }) => uri))];
}

function text(host: Host, path: BytePath): string {
  return readable(() => host.readFile(path).toString('utf8')) ?? '';
}
