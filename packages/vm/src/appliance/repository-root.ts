import {
  type Backend,
  type BuildEnvironment,
  type BytePath,
  createLock,
  findLock,
  type Lock,
  type LockedRoot,
  localHost,
  lockDigest,
  lockedRoot,
  type ProxyEnvironment,
  type Registry,
  type Report,
} from '@supermin/core';
import { packagesFixed } from '../errors/appliance.ts';
import { type ChosenPlugins, pluginsOf } from './choose-plugins.ts';
import type { Configure, ConfigureRequest } from './configure.ts';
import { installedPlugins } from './installed-plugins.ts';

/** Packages that are not installed. */
export interface RepositoryRequest {
  /** Repositories that packages are taken from: `debian:bookworm`, or the absolute path of a file of the package manager. */
  from?: readonly string[];
  /** Their mirrors, in the place of the distribution's own. */
  mirrors?: readonly string[];
  /** Architecture of the packages, as the package manager or `uname -m` has it. Default: this machine's. */
  arch?: string | undefined;
  /** `http_proxy` and the like. Default: this process's. */
  proxies?: ProxyEnvironment;
  /** Run the scripts of packages that are not installed, in a VM of their own. Default: no. */
  configure?: boolean | ConfigureRequest;
}

export interface RootRequest extends RepositoryRequest {
  plugins: Registry | ChosenPlugins | undefined;
  backend?: string | undefined;
  /** Names of packages. */
  packages: readonly string[];
  /** Names that are taken if there are such packages. */
  optional: readonly string[];
  /** Also what the distribution calls essential. */
  essential: boolean;
  weak?: boolean | undefined;
  /** A small appliance, which may have a lock. */
  appliance: BytePath | undefined;
  cache: BytePath;
  /** How they are configured, which needs a VM. */
  configured: Configure;
  /** Of the VM that packages are configured in. */
  kernel?: string | undefined;
  environment?: BuildEnvironment | undefined;
  temporaryDirectory?: BytePath | undefined;
  signal?: AbortSignal | undefined;
  report?: Report | undefined;
}

export interface RepositoryRoot {
  root: LockedRoot;
  plugins: ChosenPlugins;
}

type Request = RootRequest & Required<Pick<RootRequest, 'from'>>;

/**
 * The root of packages that are not installed: those of the appliance's lock, or else from the repositories that were asked for.
 *
 * @returns undefined if packages are those of this machine
 */
export async function repositoryRoot(given: RootRequest): Promise<RepositoryRoot | undefined> {
  const { appliance, from = [], packages } = given;
  const lock = appliance === undefined ? undefined : findLock([appliance]);
  if (lock === undefined && from.length === 0) return undefined;
  if (lock !== undefined && packages.length > 0) throw packagesFixed(appliance!, packages);
  const request = { ...given, from };
  const chosen = choose(request, lock);
  const { backend } = chosen;
  const loaded = typeof backend === 'function' ? await backend() : backend;
  const made = lock ?? (await newLock(request, chosen, loaded));
  const root = await rootOf(made, request, { ...chosen, backend: loaded });
  const facts = { ...chosen.facts, 'the packages': lockDigest(made) };
  return { root, plugins: { ...chosen, facts } };
}

function rootOf(
  lock: Lock,
  request: Request,
  { backend, family, writer }: ChosenPlugins & { backend: Backend },
): Promise<LockedRoot> {
  const { configure = false, kernel, environment, temporaryDirectory } = request;
  const common = options(request, backend);
  if (configure === false) return lockedRoot(lock, common);
  return request.configured(lock, {
    ...{ ...common, backend, family, writer, kernel, temporaryDirectory },
    ...{ kernelEnvironment: environment, ...(configure === true ? {} : configure) },
  });
}

function choose({ plugins, backend, from }: Request, lock: Lock | undefined): ChosenPlugins {
  const registry = plugins ?? installedPlugins();
  if (!('repository' in registry)) return registry;
  const { found, family } =
    lock === undefined
      ? registry.repository(from[0]!, localHost(), backend)
      : { found: registry.backend(lock.backend), family: { name: lock.family } };
  return pluginsOf(registry, found, family.name);
}

function newLock(request: Request, { family }: ChosenPlugins, backend: Backend): Promise<Lock> {
  const { appliance, packages, optional, essential, configure, arch, weak, from } = request;
  const inputs = appliance === undefined ? [] : [appliance];
  return createLock({
    ...{ ...options(request, backend), family, from, arch, weak },
    ...{ inputs, packages, optional, essential, configure: Boolean(configure) },
  });
}

function options({ mirrors, proxies, cache, signal, report }: RootRequest, backend: Backend) {
  const environment = proxies ?? process.env;
  return { backend, mirrors, environment, cacheDirectory: cache, signal, report };
}
