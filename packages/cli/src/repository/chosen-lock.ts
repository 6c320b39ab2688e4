import {
  type BytePath,
  createLock,
  findLock,
  type Lock,
  type Registry,
  type RepositoryOptions,
  SuperminError,
} from '@supermin/core';
import type { CommandContext } from '../context/command-context.ts';
import { type ChosenBackend, chooseRepository, lockBackend } from '../plugins/choose-backend.ts';
import { fromOf, lockOptions, repositoryRequest } from './repository-request.ts';

export interface ChosenLock {
  lock: Lock;
  backend: ChosenBackend;
  /** How its packages are fetched. */
  request: RepositoryOptions;
}

/** What packages are taken of: appliances, and names of packages. */
export interface Wanted {
  inputs: readonly BytePath[];
  names: readonly string[];
}

/**
 * The lock among the inputs, or else one that is made of `--from`.
 *
 * @returns undefined if packages are those that are installed
 * @throws SuperminError `CONFIGURE_INSTALLED`, `LOCK_AND_FROM`, and what making a lock throws
 */
export async function chosenLock(
  context: CommandContext,
  registry: Registry,
  { inputs, names }: Wanted,
): Promise<ChosenLock | undefined> {
  const { invocation } = context;
  const { options } = invocation;
  const from = fromOf(context);
  const found = findLock(inputs);
  if (found !== undefined) {
    if (from.length > 0) throw lockAndFrom();
    const backend = lockBackend(registry, found, invocation);
    return { lock: found, backend, request: await requestOf(context, backend, found.from) };
  }
  if (from.length === 0) {
    if (options.has('configure')) throw nothingToConfigure();
    return undefined;
  }
  const backend = chooseRepository(registry, from, invocation);
  const request = await requestOf(context, backend, from);
  const lock = await createLock({
    ...{ ...request, from, family: backend.family, inputs, packages: names },
    ...lockOptions(context),
  });
  return { lock, backend, request };
}

async function requestOf(
  context: CommandContext,
  backend: ChosenBackend,
  from: readonly string[],
): Promise<RepositoryOptions> {
  return repositoryRequest(context, await backend.load(), from);
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
    { hint: 'leave out --from, or make a new lock with prepare --from' },
  );
}
