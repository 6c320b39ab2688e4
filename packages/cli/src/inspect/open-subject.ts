import { lstatSync } from 'node:fs';
import {
  absolutePath,
  type BytePath,
  cacheDirectory,
  createLock,
  displayPath,
  findLock,
  type Lock,
  lockedRoot,
  type Registry,
  SuperminError,
  toSystemPath,
} from '@supermin/core';
import type { Subject } from '@supermin/inspect';
import { UsageError } from '../arguments/usage-error.ts';
import {
  type CommandContext,
  resolverOf,
  rootOf,
  sourceDateEpoch,
  temporaryDirectory,
} from '../context/command-context.ts';
import {
  type ChosenBackend,
  chooseBackend,
  chooseRepository,
  lockBackend,
} from '../plugins/choose-backend.ts';
import { findPluginsFor } from '../plugins/find-plugins.ts';
import type { InspectPackage } from '../plugins/load-inspect.ts';
import { fromOf, repositoryRequest } from '../repository/repository-request.ts';

interface Request {
  context: CommandContext;
  registry: Registry;
  inspect: InspectPackage;
  /** Paths, or with `--from` names of packages. */
  names: readonly string[];
  /** Also where that means a download. */
  withFiles: boolean;
}

/**
 * Opens what a command line names: packages of `--from`, an output, or a small appliance, with a lock or without.
 *
 * @throws SuperminError, UsageError
 */
export async function openSubject(
  context: CommandContext,
  inspect: InspectPackage,
  names: readonly string[],
  withFiles: boolean,
): Promise<Subject> {
  const registry = findPluginsFor(context);
  const request: Request = { context, registry, inspect, names, withFiles };
  const from = fromOf(context);
  if (from.length > 0) return openFrom(request, from);
  for (const name of names) requireThere(name);
  const output =
    names.length === 1 ? await openOutput(request, absolutePath(names[0]!)) : undefined;
  if (output !== undefined) return output;
  const lock = findLock(names);
  if (lock === undefined) return openAppliance(request);
  return openLocked(request, lock, lockBackend(registry, lock, context.invocation), names);
}

function requireThere(name: BytePath): void {
  if (lstatSync(toSystemPath(name), { throwIfNoEntry: false }) !== undefined) return;
  throw new SuperminError('INPUT_MISSING', `there is no ${displayPath(name)}`, {
    hint: 'names of packages need --from DISTRO:RELEASE, or an appliance that prepare makes of them',
  });
}

async function openOutput({ context, registry, inspect }: Request, path: BytePath) {
  const { invocation, signal, report } = context;
  return inspect.openOutput(path, {
    ...{ registry, signal, report },
    host: (await rootOf(context)).host,
    backendName: invocation.options.get('backend'),
    cacheDirectory: cacheDirectory(process.env, report),
    temporaryDirectory: temporaryDirectory(),
    format: invocation.options.get('format'),
  });
}

async function openFrom(request: Request, from: string[]): Promise<Subject> {
  const { context, registry, names } = request;
  const { options } = context.invocation;
  const backend = chooseRepository(registry, from, context.invocation);
  const lock = await createLock({
    ...repositoryRequest(context, await backend.load(), from),
    ...{ from, family: backend.family, packages: [...names] },
    ...{ arch: options.get('arch'), weak: options.has('weak') },
  });
  return openLocked(request, lock, backend, []);
}

async function openLocked(
  { context, inspect, names, withFiles }: Request,
  lock: Lock,
  backend: ChosenBackend,
  inputs: readonly BytePath[],
): Promise<Subject> {
  const loaded = await backend.load();
  if (!withFiles) return inspect.openLock(lock, loaded, names);
  const root = await lockedRoot(lock, repositoryRequest(context, loaded, lock.from));
  return inspect.openPlanned({
    ...planOptions(context),
    ...{ backend: loaded, family: backend.family, backendOptions: backend.options },
    ...{ kind: 'packages', names, inputs, lockedRoot: root },
    packageSizes: new Map(lock.packages.map(({ id, size }) => [id, size])),
  });
}

async function openAppliance({ context, registry, inspect, names }: Request): Promise<Subject> {
  const { options } = context.invocation;
  if (options.has('format')) {
    throw new UsageError("option '--format' has no effect with a small appliance", {
      command: 'inspect',
    });
  }
  const { host, image } = await rootOf(context);
  const backend = chooseBackend(registry, host, context.invocation);
  return inspect.openPlanned({
    ...planOptions(context),
    ...{ backend: await backend.load(), family: backend.family, backendOptions: backend.options },
    ...{ kind: 'appliance', names, inputs: names, host, image },
  });
}

/** What says what goes in, as for `build`. */
function planOptions(context: CommandContext) {
  const { signal, report } = context;
  const { options } = context.invocation;
  return {
    ...{ signal, report },
    sourceDateEpoch: sourceDateEpoch(),
    cacheDirectory: cacheDirectory(process.env, report),
    temporaryDirectory: temporaryDirectory(),
    warnMissing: true,
    resolver: resolverOf(context),
    weak: options.has('weak'),
  };
}
