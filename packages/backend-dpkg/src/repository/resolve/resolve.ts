import { nearestName } from '@supermin/core';
import { nameUnknown } from '@supermin/core/backend';
import { NAME_HINT, nameAmbiguous, unsatisfiable, versionUnknown } from '../errors.ts';
import type { PackageTable } from '../index/package-table.ts';
import type { Candidate } from './candidate.ts';
import { explain } from './explain.ts';
import { Marker, type TieBreak } from './mark.ts';
import { Pool, type PoolOptions } from './pool.ts';
import { repair } from './repair.ts';
import { Selection } from './selection.ts';
import { sweep } from './sweep.ts';

export interface ResolveOptions extends Omit<PoolOptions, 'versions'> {
  /** Also what is recommended. */
  weak?: boolean;
}

export interface Resolved {
  /** In the order in which they were chosen. */
  packages: Candidate[];
  /** Choices that nothing but the order of the indexes decided. */
  ties: TieBreak[];
}

/**
 * The packages that apt's default resolver installs in an empty root, without recommendations unless they are wanted:
 * `apt-get install --no-install-recommends`, in Debian's default configuration.
 *
 * @param names `bash`, `bash=5.2.15-2+b8`, or a name that just one package provides; their order counts
 * @throws SuperminError `PACKAGES_MISSING`, `PACKAGES_UNSATISFIABLE`
 */
export function resolvePackages(
  table: PackageTable,
  names: readonly string[],
  options: ResolveOptions,
): Resolved {
  const pool = new Pool(table, { ...options, versions: requestedVersions(table, names) });
  const selection = new Selection(pool);
  const requested = [...new Set(names.map((name) => requestedPackage(pool, name)))];
  for (const candidate of requested) {
    selection.marked.add(candidate);
    selection.requested.add(candidate);
    selection.require(candidate);
  }
  const marker = new Marker(selection, options.weak);
  for (const candidate of requested) marker.install(candidate);
  repair(selection);
  const broken = [...selection.marked].filter((each) => selection.isBroken(each));
  if (broken.length > 0) throw unsatisfiable(explain(selection, broken));
  sweep(selection);
  return { packages: [...selection.marked], ties: marker.ties };
}

function requestedVersions(table: PackageTable, names: readonly string[]): Map<number, string> {
  const versions = new Map<number, string>();
  for (const name of names) {
    const [own, version] = split(name);
    const id = table.id(own);
    if (version !== undefined && id !== undefined) versions.set(id, version);
  }
  return versions;
}

function requestedPackage(pool: Pool, name: string): Candidate {
  const [own, version] = split(name);
  const id = pool.table.id(own);
  if (id !== undefined) {
    const candidate = pool.candidate(id);
    if (candidate !== undefined) return candidate;
    const versions = pool.versions(id);
    if (version !== undefined && versions.length > 0) throw versionUnknown(own, version, versions);
    const providers = pool.providers(id);
    if (providers.length === 1) return providers[0]!;
    if (providers.length > 1) throw nameAmbiguous(own, providers.map((each) => each.name).sort());
  }
  throw nameUnknown(name, nearestName(own, [...pool.table.packageNames()]), NAME_HINT);
}

function split(name: string): [name: string, version: string | undefined] {
  const equals = name.indexOf('=');
  return equals < 0 ? [name, undefined] : [name.slice(0, equals), name.slice(equals + 1)];
}
