import type { Host } from '@supermin/core';
import { hostServers } from './host-servers.ts';
import type { Source } from './source.ts';

/**
 * Where the directory of a repository is looked for, in this order: the mirrors that the user has specified; else those of this
 * machine's pacman, if it has a repository of that name; the distribution's own. What is the user's own has its Servers.
 *
 *     --mirror http://mirror.example/archlinux            http://mirror.example/archlinux/core/os/x86_64
 *     --mirror 'http://mirror.example/$arch/$repo'        http://mirror.example/x86_64/core
 */
export async function addressesOf(
  source: Pick<Source, 'uri' | 'directory' | 'mirrors' | 'archive'>,
  mirrors: readonly string[],
  host: Host,
): Promise<string[]> {
  const { uri, directory, archive } = source;
  const own = [uri, ...source.mirrors].map((each) => joined(each, directory));
  const parts = /^([^/]+)\/os\/([^/]+)$/.exec(directory);
  if (archive === undefined || parts === null) return own;
  const [, name, arch] = parts;
  if (mirrors.length > 0) return mirrors.map((mirror) => placed(mirror, name!, arch!, directory));
  return [...new Set([...(await hostServers(host, archive, name!, arch!)), ...own])];
}

function placed(mirror: string, name: string, arch: string, directory: string): string {
  if (!mirror.includes('$')) return joined(mirror.replace(/\/+$/, ''), directory);
  return mirror.replaceAll('$repo', name).replaceAll('$arch', arch).replace(/\/+$/, '');
}

function joined(uri: string, directory: string): string {
  return directory === '' ? uri : `${uri}/${directory}`;
}
