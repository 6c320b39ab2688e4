import {
  type BytePath,
  type Lock,
  type LockedRoot,
  type Registry,
  type RepositoryOptions,
  type UnopenedRoot,
  unopenedRoot,
} from '@supermin/core';
import type { ConfigureRequest } from '@supermin/vm';
import { type CommandContext, temporaryDirectory } from '../context/command-context.ts';
import { kernelEnvironment } from '../context/kernel-environment.ts';
import { MODULES } from '../fast-start/bundle/modules.ts';
import type { ChosenBackend } from '../plugins/choose-backend.ts';
import { loadVmModule } from '../plugins/load-vm.ts';
import { chosenLock } from './chosen-lock.ts';
import { configureRequest } from './configure-request.ts';

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
  const chosen = await chosenLock(context, registry, { inputs, names: [] });
  if (chosen === undefined) return undefined;
  const { lock, backend, request } = chosen;
  const configure = configureRequest(context);
  if (configure === false) return { root: unopenedRoot(lock, request), backend };
  return {
    root: await configured(lock, { ...request, ...configure }, context, registry),
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
