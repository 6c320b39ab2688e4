import {
  type Backend,
  type Host,
  isSuperminError,
  type OsRelease,
  openDatabase,
  type Package,
  type PackageContents,
  type PackageDatabase,
  type Registry,
  type Report,
  readOsRelease,
} from '@supermin/core';
import type { SubjectPackage } from '../model/subject.ts';

/** A root's package database, and who reads it. */
export interface OpenRoot {
  backend: Backend;
  database: PackageDatabase;
  release: OsRelease;
}

export interface RootContext {
  registry: Registry;
  signal: AbortSignal;
  report: Report;
  cacheDirectory?: string | undefined;
  /** A backend that the user has chosen. */
  backendName?: string | undefined;
}

/** Opens what is detected in a root. @returns undefined where there is no database that a plugin reads */
export async function openRoot(
  host: Host,
  { registry, backendName, signal, report, cacheDirectory }: RootContext,
): Promise<OpenRoot | undefined> {
  try {
    const { found, family } = registry.detect(host, backendName);
    const backend = await registry.loadBackend(found);
    const context = { host, signal, report, cacheDirectory, family: family.name };
    return {
      backend,
      database: await openDatabase(backend, context),
      release: readOsRelease(host),
    };
  } catch (error) {
    if (isSuperminError(error) && error.code === 'BACKEND_NOT_DETECTED') return undefined;
    throw error;
  }
}

/** A package, and what its backend knows of it. */
export function describePackage(
  pkg: Package,
  {
    backend,
    database,
    release,
  }: Pick<OpenRoot, 'backend' | 'release'> & {
    database?: PackageDatabase | undefined;
  },
): SubjectPackage {
  const { name, version, arch, id } = pkg;
  return {
    ...{ name, version, arch, id },
    source: database?.source?.(pkg),
    purl: backend.packageUrl?.(pkg, release),
  };
}

/** Where no files are known of a package. */
export function noFiles(pkg: Package): PackageContents {
  return { package: pkg, files: [] };
}
