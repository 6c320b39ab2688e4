import { lstatSync } from 'node:fs';
import {
  absolutePath,
  type BytePath,
  cacheDirectory,
  displayPath,
  type ImageReference,
  lockedRoot,
  parseImageReference,
  type Registry,
  SuperminError,
  toSystemPath,
} from '@supermin/core';
import type { Subject } from '@supermin/inspect';
import { UsageError } from '../arguments/usage-error.ts';
import {
  type CommandContext,
  imageOptionsOf,
  resolverOf,
  rootOf,
  sourceDateEpoch,
  temporaryDirectory,
} from '../context/command-context.ts';
import { chooseBackend } from '../plugins/choose-backend.ts';
import { findPluginsFor } from '../plugins/find-plugins.ts';
import type { InspectPackage } from '../plugins/load-inspect.ts';
import { type ChosenLock, chosenLock } from '../repository/chosen-lock.ts';
import { fromOf, repositoryRequest } from '../repository/repository-request.ts';

export interface ApplianceRequest {
  context: CommandContext;
  registry: Registry;
  inspect: InspectPackage;
  /** Paths, or with `--from` names of packages. */
  names: readonly string[];
}

interface Request extends ApplianceRequest {
  /** Also where that means a download. */
  withFiles: boolean;
}

/**
 * Opens what a command line names: packages of `--from`, a container image, an output, or a small appliance, with a lock or without.
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
  const isFrom = fromOf(context).length > 0;
  const alone = !isFrom && names.length === 1 ? names[0] : undefined;
  const image = alone === undefined ? undefined : imageNamed(alone);
  if (image !== undefined) return openImage(request, image);
  if (!isFrom) for (const name of names) requireThere(name);
  const output = alone === undefined ? undefined : await openOutput(request, absolutePath(alone));
  if (output !== undefined) return output;
  const wanted = isFrom ? { inputs: [], names } : { inputs: names, names: [] };
  const chosen = await chosenLock(context, registry, wanted);
  if (chosen === undefined) return openAppliance(request);
  return openLocked(request, chosen, wanted.inputs);
}

function isThere(name: BytePath): boolean {
  return lstatSync(toSystemPath(name), { throwIfNoEntry: false }) !== undefined;
}

function requireThere(name: BytePath): void {
  if (isThere(name)) return;
  throw new SuperminError('INPUT_MISSING', `there is no ${displayPath(name)}`, {
    hint: 'names of packages need --from DISTRO:RELEASE, or an appliance that prepare makes of them',
  });
}

/** A file may be called so. */
function imageNamed(name: BytePath): ImageReference | undefined {
  return isThere(name) ? undefined : parseImageReference(name);
}

async function openImage(request: Request, reference: ImageReference): Promise<Subject> {
  // The writer of layouts looks into the disk of one that is a VM's.
  if (reference.transport === 'oci' && reference.tag === undefined) {
    requireThere(reference.path);
    const layout = await openOutput(request, reference.path);
    if (layout !== undefined) return layout;
  }
  const options = await readBackOptions(request);
  return request.inspect.openImage(reference, { ...options, ...imageOptionsOf(request.context) });
}

async function openOutput(request: Request, path: BytePath) {
  const format = request.context.invocation.options.get('format');
  return request.inspect.openOutput(path, { ...(await readBackOptions(request)), format });
}

async function readBackOptions({ context, registry }: Request) {
  const { invocation, signal, report } = context;
  return {
    ...{ registry, signal, report },
    host: (await rootOf(context)).host,
    backendName: invocation.options.get('backend'),
    cacheDirectory: cacheDirectory(process.env, report),
    temporaryDirectory: temporaryDirectory(),
  };
}

async function openLocked(
  { context, inspect, names, withFiles }: Request,
  { lock, backend }: ChosenLock,
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

/** What `build` would make of the inputs. */
export async function openAppliance({
  context,
  registry,
  inspect,
  names,
}: ApplianceRequest): Promise<Subject> {
  const { options } = context.invocation;
  if (context.invocation.command === 'inspect' && options.has('format')) {
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
    noDocs: options.has('no-docs'),
    strict: options.has('strict'),
    includePackagelist: options.has('include-packagelist'),
  };
}
