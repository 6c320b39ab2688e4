import {
  type BytePath,
  createLock,
  findLock,
  type Lock,
  type LockedRoot,
  namesOf,
  type Registry,
  type RepositoryOptions,
  SuperminError,
  type UnopenedRoot,
  unopenedRoot,
} from '@supermin/core';
import type { ConfigureRequest } from '@supermin/vm';
import { type CommandContext, temporaryDirectory } from '../context/command-context.ts';
import { kernelEnvironment } from '../context/kernel-environment.ts';
import { MODULES } from '../fast-start/bundle/modules.ts';
import { type ChosenBackend, chooseRepository, lockBackend } from '../plugins/choose-backend.ts';
import { loadVmModule } from '../plugins/load-vm.ts';
import { configureRequest } from './configure-request.ts';
import { fromOf, repositoryRequest } from './repository-request.ts';

export interface BuildRoot {
  /** Not opened where that is not needed to look at an output. */
  root: LockedRoot | UnopenedRoot;
  backend: ChosenBackend;
}

/**
 * What a build is made of, if that is not this machine: the lock among the inputs, or else the packages that the inputs name, from
 * the repositories of `--from`.
 *
 * @returns undefined if packages are those that are installed
 */
export async function buildRoot(
  context: CommandContext,
  registry: Registry,
  inputs: readonly BytePath[],
): Promise<BuildRoot | undefined> {
  const lock = findLock(inputs);
  const from = fromOf(context);
  if (lock === undefined && from.length === 0) {
    if (context.invocation.options.has('configure')) throw nothingToConfigure();
    return undefined;
  }
  if (lock !== undefined && from.length > 0) throw lockAndFrom();
  const { signal, invocation } = context;
  const backend =
    lock === undefined
      ? chooseRepository(registry, from, invocation)
      : lockBackend(registry, lock, invocation);
  const request = repositoryRequest(context, await backend.load(), lock?.from ?? from);
  const chosen =
    lock ??
    (await createLock({
      ...request,
      ...{ from, family: backend.family, packages: await namesOf(inputs, { signal }) },
      ...{ arch: invocation.options.get('arch'), weak: invocation.options.has('weak') },
      // Scripts may take for granted that it is there.
      essential: invocation.options.has('configure'),
    }));
  const configure = configureRequest(context);
  if (configure === false) return { root: unopenedRoot(chosen, request), backend };
  return {
    root: await configured(chosen, { ...request, ...configure }, context, registry),
    backend,
  };
}

/** Their scripts are run in a VM. */
async function configured(
  lock: Lock,
  request: RepositoryOptions & ConfigureRequest,
  { invocation: { options } }: CommandContext,
  registry: Registry,
): Promise<LockedRoot> {
  const vm = (await loadVmModule('@supermin/vm', MODULES)) as typeof import('@supermin/vm');
  const writer = registry.writer('ext2');
  return vm.configuredRoot(lock, {
    ...{ ...request, family: lock.family },
    writer: () => registry.loadWriter(writer),
    kernel: options.get('kernel'),
    kernelEnvironment: kernelEnvironment(options),
    temporaryDirectory: temporaryDirectory(),
  });
}

function nothingToConfigure(): SuperminError {
  return new SuperminError(
    'CONFIGURE_INSTALLED',
    '--configure is for packages of a lock.json or of --from: those that are installed are configured',
    { hint: 'leave out --configure, or use --from' },
  );
}

function lockAndFrom(): SuperminError {
  return new SuperminError(
    'LOCK_AND_FROM',
    'the inputs have a lock.json, which --from would not change',
    {
      hint: 'leave out --from, or make a new lock with prepare --from',
    },
  );
}
