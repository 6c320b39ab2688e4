import type { Host } from '../host/host.ts';
import { HostGlob } from '../match/host-glob.ts';
import type { HostfilesRecord } from './hostfiles.ts';
import { hostLinkSignatureOf, hostSignatureOf } from './signature.ts';

/** The files come without duplicates, in the order of the patterns. */
export function recordHostfiles(host: Host, patterns: readonly string[]): HostfilesRecord {
  const glob = new HostGlob(host);
  const matches = [...new Set(patterns.flatMap((pattern) => glob.expand(pattern)))];
  return {
    patterns: [...patterns],
    directories: glob.directories().map((path) => [path, hostSignatureOf(host, path)]),
    misses: glob.misses().map((path) => [path, hostLinkSignatureOf(host, path)]),
    matches: matches.map((path) => [path, hostLinkSignatureOf(host, path)]),
  };
}

/** True if the patterns match the same files, and these are still the same. */
export function sameHostfiles(host: Host, before: HostfilesRecord): boolean {
  const now = recordHostfiles(host, before.patterns);
  return JSON.stringify(now.matches) === JSON.stringify(before.matches);
}
