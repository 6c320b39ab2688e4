import {
  type BytePath,
  createLock,
  findLock,
  type LockedRoot,
  lockedRoot,
  namesOf,
  type Registry,
  SuperminError,
} from '@supermin/core';
import type { CommandContext } from '../context/command-context.ts';
import { type ChosenBackend, chooseRepository, lockBackend } from '../plugins/choose-backend.ts';
import { fromOf, repositoryRequest } from './repository-request.ts';

export interface BuildRoot {
  root: LockedRoot;
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
  if (lock === undefined && from.length === 0) return undefined;
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
    }));
  return { root: await lockedRoot(chosen, request), backend };
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
