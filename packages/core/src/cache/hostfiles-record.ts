import type { Host } from '../host/host.ts';
import { HostGlob } from '../match/host-glob.ts';
import type { BytePath } from '../path/byte-path.ts';
import { linkSignatureOf, type Signature, signatureOf } from './signature.ts';

/** What hostfiles matched when the output was built. */
export interface HostfilesRecord {
  patterns: string[];
  /** Directories that patterns looked into. While none of them changes, the patterns match what they matched. */
  directories: [BytePath, Signature][];
  /** The files that matched. */
  matches: [BytePath, Signature][];
}

export function recordHostfiles(host: Host, patterns: readonly string[]): HostfilesRecord {
  const glob = new HostGlob(host);
  const matches = [...new Set(patterns.flatMap((pattern) => glob.expand(pattern)))];
  return {
    patterns: [...patterns],
    directories: glob
      .directories()
      .map((path) => host.locate(path))
      .map((path) => [path, signatureOf(path)]),
    matches: matches.map((path) => host.locate(path)).map((path) => [path, linkSignatureOf(path)]),
  };
}

/** True if the patterns match the same files, and these are still the same. */
export function sameHostfiles(host: Host, before: HostfilesRecord): boolean {
  const now = recordHostfiles(host, before.patterns);
  return JSON.stringify(now.matches) === JSON.stringify(before.matches);
}
