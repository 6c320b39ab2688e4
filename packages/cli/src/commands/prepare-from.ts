import { type BytePath, displayPath, prepareLock } from '@supermin/core';
import type { CommandContext } from '../context/command-context.ts';
import { chooseRepository } from '../plugins/choose-backend.ts';
import { findPluginsFor } from '../plugins/find-plugins.ts';
import { packageOf } from '../plugins/package-of.ts';
import { fromOf, lockOptions, repositoryRequest } from '../repository/repository-request.ts';

/** `prepare --from`: packages that are not installed. */
export async function prepareFrom(
  context: CommandContext,
  packages: readonly string[],
  output: BytePath,
): Promise<number> {
  const { options, legacy } = context.invocation;
  const from = fromOf(context);
  const backend = chooseRepository(findPluginsFor(context), from, context.invocation);
  await prepareLock({
    ...repositoryRequest(context, await backend.load(), from),
    ...{ family: backend.family, from, packages, output },
    force: options.has('force') || legacy,
    packageOf: packageOf(context),
    update: options.has('update'),
    ...lockOptions(context),
  });
  context.finished?.({ output: displayPath(output) });
  return 0;
}
