import type { Host } from '../host/host.ts';
import { HostGlob } from '../match/host-glob.ts';
import type { BytePath } from '../path/byte-path.ts';
import { type FileState, hostLinkStateOf, hostStateOf } from './file-state.ts';

/** What hostfiles matched when the output was built; paths are the host's. */
export interface HostfilesRecord {
  patterns: string[];
  /** Directories that patterns looked into. */
  directories: [BytePath, FileState][];
  /**
   * What patterns looked for and did not find. While this, and the directories, stay the same, the patterns match
   * what they matched.
   */
  misses: [BytePath, FileState][];
  /** The files that matched. */
  matches: [BytePath, FileState][];
}

/** The files come without duplicates, in the order of the patterns. */
export async function recordHostfiles(
  host: Host,
  patterns: readonly string[],
  signal?: AbortSignal,
): Promise<HostfilesRecord> {
  const glob = new HostGlob(host, signal);
  const found = new Set<BytePath>();
  for (const pattern of patterns) {
    for (const path of await glob.expand(pattern)) found.add(path);
  }
  const matches = [...found];
  return {
    patterns: [...patterns],
    directories: glob.directories().map((path) => [path, hostStateOf(host, path)]),
    misses: glob.misses().map((path) => [path, hostLinkStateOf(host, path)]),
    matches: matches.map((path) => [path, hostLinkStateOf(host, path)]),
  };
}

/** True if the patterns match the same files, and these are still the same. */
export async function sameHostfiles(
  host: Host,
  before: HostfilesRecord,
  signal?: AbortSignal,
): Promise<boolean> {
  const now = await recordHostfiles(host, before.patterns, signal);
  return JSON.stringify(now.matches) === JSON.stringify(before.matches);
}
