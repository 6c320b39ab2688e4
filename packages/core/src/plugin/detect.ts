import { SuperminError, systemErrorCode } from '../errors/supermin-error.ts';
import type { Host } from '../host/host.ts';
import { type OsRelease, readOsRelease } from '../host/os-release.ts';
import { shownPath } from '../host/place.ts';
import { displayPath } from '../path/byte-path.ts';
import { configuredPath } from './configured-path.ts';
import type { FoundBackend } from './found.ts';
import { installHint } from './install-hint.ts';
import { type KnownPlugin, knownBackendFor } from './known-plugin.ts';
import type { BackendManifest, FamilyManifest } from './manifest.ts';
import { byPrecedence } from './precedence.ts';

export interface Detection {
  found: FoundBackend;
  family: FamilyManifest;
}

export interface DetectOptions {
  /** Asked for those only whose database is there; default: all are. */
  isSound?: (backend: FoundBackend) => boolean;
  /** Plugins that a hint may name although they are not installed; default: none. */
  known?: readonly KnownPlugin[];
}

/**
 * Finds which package manager rules under a root, from manifests alone: by the database that lies there, and where there
 * are several (rpm installed on Debian), by what os-release says of the distribution and its ancestors.
 *
 * @throws SuperminError `ROOT_UNREADABLE`, `BACKEND_NOT_DETECTED`, `BACKEND_AMBIGUOUS`
 */
export function detectBackend(
  backends: readonly FoundBackend[],
  host: Host,
  { isSound = () => true, known = [] }: DetectOptions = {},
): Detection {
  refuseClosed(host);
  const release = readOsRelease(host);
  const present = backends.filter(
    (backend) => hasDatabase(backend.manifest.databases, host) && isSound(backend),
  );
  if (present.length === 0) throw notDetected(backends, host, known);
  for (const id of [release.id, ...release.idLike]) {
    const ofRelease = present.filter(({ manifest }) => hasId(manifest, id));
    if (ofRelease.length > 0) return withFamily(only(ofRelease, host), release);
  }
  return withFamily(only(present, host), release);
}

function hasId({ families }: BackendManifest, id: string): boolean {
  return families.some((family) => family.ids.includes(id));
}

/**
 * The backend that comes first: see `byPrecedence`.
 *
 * @throws SuperminError `BACKEND_AMBIGUOUS` if there is no saying which one that is
 */
function only(backends: readonly FoundBackend[], host: Host): FoundBackend {
  const foremost = byPrecedence(backends).find((group) => group.length > 0)!;
  if (foremost.length === 1) return foremost[0]!;
  const names = foremost.map(({ manifest }) => manifest.name);
  const isTold = new Set(names).size === names.length;
  const choices = isTold ? names : foremost.map(({ plugin }) => plugin.name);
  throw new SuperminError(
    'BACKEND_AMBIGUOUS',
    `${displayPath(host.root)} has databases of ${names.join(' and ')}`,
    { hint: `choose one: ${choices.map((choice) => `--backend ${choice}`).join(' or ')}` },
  );
}

/** The family of a chosen backend that fits the root best: by ID, then by ID_LIKE, else its first. */
export function withFamily(found: FoundBackend, release: OsRelease): Detection {
  const { families } = found.manifest;
  for (const id of [release.id, ...release.idLike]) {
    const family = families.find((candidate) => candidate.ids.includes(id));
    if (family !== undefined) return { found, family };
  }
  return { found, family: families[0]! };
}

/** Where nothing can be looked for, every database would seem to be there. */
function refuseClosed(host: Host): void {
  try {
    host.lstat('/etc');
  } catch (error) {
    if (systemErrorCode(error) !== 'EACCES') throw error;
    throw new SuperminError(
      'ROOT_UNREADABLE',
      `${displayPath(host.root)}: permission denied: this user cannot look into it`,
      { hint: 'run as root, or unpack the root where you may read it', cause: error },
    );
  }
}

function hasDatabase(databases: BackendManifest['databases'], host: Host): boolean {
  return databases.some((place) => {
    const path = typeof place === 'string' ? place : configuredPath(host, place);
    if (path === undefined) return false;
    try {
      return host.stat(path) !== undefined;
    } catch (error) {
      // It is there, only not for us: the backend will say so better.
      return systemErrorCode(error) === 'EACCES';
    }
  });
}

function notDetected(
  backends: readonly FoundBackend[],
  host: Host,
  known: readonly KnownPlugin[],
): SuperminError {
  return new SuperminError(
    'BACKEND_NOT_DETECTED',
    `${displayPath(host.root)} has no package database that an installed plugin can read`,
    { hint: notDetectedHint(backends, host, known) },
  );
}

/** A root with traces of a package manager may lack the plugin for it, or the database. */
function notDetectedHint(
  backends: readonly FoundBackend[],
  host: Host,
  known: readonly KnownPlugin[],
): string {
  const meant = knownBackendFor(known, host);
  const installed = backends.find(({ plugin }) => plugin.name === meant);
  if (installed !== undefined) {
    const places = installed.manifest.databases.filter((place) => typeof place === 'string');
    return `${meant} is installed; it looks for ${places.map((path) => displayPath(shownPath(host, path))).join(', ')}`;
  }
  if (meant !== undefined)
    return `${installHint(meant)}; or see in 'supermin plugins' why it is not used`;
  const families = backends.flatMap(({ manifest }) => manifest.families.map(({ name }) => name));
  return `installed plugins know ${families.join(', ') || 'none'}; see 'supermin plugins'`;
}
