import {
  type Backend,
  type Host,
  localHost,
  type PackageDatabase,
  type SuperminEvent,
} from '@supermin/core';

export interface Opened {
  database: PackageDatabase;
  /** What the backend has reported. */
  events: SuperminEvent[];
}

/** A database, opened as core does it; `host`: also the path of a root on disk. */
export async function openDatabase(
  backend: Backend,
  host: Host | string,
  family: string,
): Promise<Opened> {
  const events: SuperminEvent[] = [];
  const database = await backend.open({
    host: typeof host === 'string' ? localHost(host) : host,
    signal: new AbortController().signal,
    report: (event) => events.push(event),
    family,
  });
  return { database, events };
}

/** Ids of what the names need. */
export async function closureOf(
  { database }: Opened,
  names: readonly string[],
  options: { weak?: boolean; resolver?: 'supermin5' } = {},
): Promise<string[]> {
  const roots = names.flatMap((name) => database.find(name));
  const closure = await database.closure(roots, { resolver: 'default', ...options });
  return closure.map(({ id }) => id);
}
