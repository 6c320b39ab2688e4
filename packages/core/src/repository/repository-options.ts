import type { ProxyEnvironment } from '../download/proxy.ts';
import type { Report } from '../events/event.ts';
import type { Host } from '../host/host.ts';
import { localHost } from '../host/local-host.ts';
import type { BytePath } from '../path/byte-path.ts';
import type { Backend } from '../plugin/contract.ts';
import type { RepositoryContext, RepositorySupport } from '../plugin/repository-contract.ts';
import { cacheNeeded, noRepository } from './errors.ts';

/** What everything has in common that downloads packages. */
export interface RepositoryOptions {
  backend: Backend;
  /** See `cacheDirectory()`. */
  cacheDirectory: BytePath | undefined;
  /** Addresses in the place of a distribution's own. */
  mirrors?: readonly string[] | undefined;
  /** This machine: keyrings, configuration. Default: `/`. */
  host?: Host;
  /** `http_proxy` and the like. Default: none of them. */
  environment?: ProxyEnvironment;
  signal?: AbortSignal | undefined;
  report?: Report | undefined;
}

/** @throws SuperminError `REPOSITORY_UNSUPPORTED` */
export function repositoryOf({ backend }: RepositoryOptions): RepositorySupport {
  if (backend.repository === undefined) throw noRepository(backend.name);
  return backend.repository;
}

/** @throws SuperminError `CACHE_MISSING` */
export function contextOf(options: RepositoryOptions): RepositoryContext {
  if (options.cacheDirectory === undefined) throw cacheNeeded();
  return {
    host: options.host ?? localHost(),
    signal: options.signal ?? new AbortController().signal,
    report: options.report ?? (() => {}),
    cacheDirectory: options.cacheDirectory,
    mirrors: options.mirrors ?? [],
  };
}
