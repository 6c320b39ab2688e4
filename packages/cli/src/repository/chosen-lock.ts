import {
  type BytePath,
  createLock,
  findLock,
  type Lock,
  namesOf,
  type Registry,
} from '@supermin/core';
import type { CommandContext } from '../context/command-context.ts';
import { type ChosenBackend, chooseRepository, lockBackend } from '../plugins/choose-backend.ts';
import { fromOf, repositoryRequest } from './repository-request.ts';

export interface ChosenLock {
  lock: Lock;
  backend: ChosenBackend;
}

/** What packages are taken of: appliances, and names of packages. */
export interface Wanted {
  inputs: readonly BytePath[];
  names: readonly string[];
}

/** The lock among the inputs, or else one that is made of `--from`; undefined if packages are those that are installed. */
export async function chosenLock(
  context: CommandContext,
  registry: Registry,
  { inputs, names }: Wanted,
): Promise<ChosenLock | undefined> {
  const { invocation, signal, report } = context;
  const found = findLock(inputs);
  if (found !== undefined) {
    return { lock: found, backend: lockBackend(registry, found, invocation) };
  }
  const from = fromOf(context);
  if (from.length === 0) return undefined;
  const backend = chooseRepository(registry, from, invocation);
  const listed = inputs.length === 0 ? [] : await namesOf(inputs, { signal, report });
  const lock = await createLock({
    ...repositoryRequest(context, await backend.load(), from),
    ...{ from, family: backend.family, packages: [...listed, ...names] },
    ...{ arch: invocation.options.get('arch'), weak: invocation.options.has('weak') },
  });
  return { lock, backend };
}
