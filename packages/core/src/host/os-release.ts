import { readable } from '../errors/attempt.ts';
import type { Host } from './host.ts';

/** What os-release(5) says of a distribution. */
export interface OsRelease {
  /** Lower case, `linux` where the file does not tell. */
  id: string;
  /** Distributions that it is derived from, closest first. */
  idLike: string[];
  /** `12`; empty where there are no versions, as in a rolling release. */
  versionId: string;
}

const PATHS = ['/etc/os-release', '/usr/lib/os-release'];

/** Reads the root's os-release; without one, a distribution called `linux`, as the standard has it. */
export function readOsRelease(host: Host): OsRelease {
  for (const path of PATHS) {
    const bytes = readable(() => host.readFile(path));
    if (bytes !== undefined) return parseOsRelease(bytes.toString('utf8'));
  }
  return parseOsRelease('');
}

export function parseOsRelease(text: string): OsRelease {
  const value = (key: string) => {
    const match = new RegExp(`^${key}=(.*)$`, 'm').exec(text);
    return (match?.[1] ?? '')
      .trim()
      .replace(/^(["'])(.*)\1$/, '$2')
      .toLowerCase();
  };
  return {
    id: value('ID') || 'linux',
    idLike: value('ID_LIKE').split(/\s+/).filter(Boolean),
    versionId: value('VERSION_ID'),
  };
}
