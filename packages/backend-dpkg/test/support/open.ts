import { type Host, localHost, type PackageDatabase, type SuperminEvent } from '@supermin/core';
import { backend } from '../../src/index.ts';

/** A database under a root, opened as core does it, and what it reports. */
export async function open(
  host: Host | string,
): Promise<{ database: PackageDatabase; events: SuperminEvent[] }> {
  const events: SuperminEvent[] = [];
  const database = await backend.open({
    host: typeof host === 'string' ? localHost(host) : host,
    signal: new AbortController().signal,
    report: (event) => events.push(event),
    family: 'debian/dpkg',
  });
  return { database, events };
}
