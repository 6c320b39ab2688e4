import type { BytePath, Host } from '@supermin/core';
import type { AppliancePackage } from '../appliance-package/read-package.ts';

import { type CommandContext, resolverOf, temporaryDirectory } from '../context/command-context.ts';
import { kernelEnvironment } from '../context/kernel-environment.ts';
import { type ChosenBackend, chooseBackend } from '../plugins/choose-backend.ts';
import { findPluginsFor } from '../plugins/find-plugins.ts';
import { pluginOptions } from '../plugins/plugin-options.ts';
import { cachedAppliance } from './cached-appliance.ts';
import { programToFind } from './program-to-find.ts';
import { type Recipe, recipeOfPackage, recipeOfSelection } from './recipe.ts';
import { selectFiles, selectPackages } from './selection.ts';

/** Room to write in the VM, on top of what the packages take. */
const FREE_SPACE = '+4G';

/**
 * The full appliance for a run: what the package carries, or else COMMAND's package and those that were named.
 *
 * @param cache the user's cache directory
 * @returns a directory in there
 */
export async function buildAppliance(
  context: CommandContext,
  host: Host,
  carrier: AppliancePackage | undefined,
  cache: BytePath,
): Promise<BytePath> {
  const { invocation, signal, report } = context;
  const { options } = invocation;
  const registry = findPluginsFor(context);
  const backend = chooseBackend(registry, host, invocation);
  const found = registry.writer('ext2');
  const recipe = await recipeOf(context, host, backend, { carrier, cache });
  return cachedAppliance(recipe, {
    cacheDirectory: cache,
    backend: backend.load,
    family: backend.family,
    backendOptions: backend.options,
    writer: () => registry.loadWriter(found),
    writerOptions: {
      ...pluginOptions({ kind: 'writer', ...found.manifest }, invocation),
      size: options.get('size') ?? FREE_SPACE,
      modules: 'image',
    },
    host,
    environment: kernelEnvironment(options),
    resolver: resolverOf(context),
    weak: options.has('weak'),
    noDocs: options.has('no-docs'),
    strict: options.has('strict'),
    temporaryDirectory: temporaryDirectory(),
    facts: {
      'the backend': backend.identity,
      'the writer': `${found.plugin.name}@${found.plugin.version}`,
    },
    signal,
    report,
    kernel: options.get('kernel'),
  });
}

/** What a package lists is looked up by build, and may be missing here; what the user names may not. */
async function recipeOf(
  { invocation, signal, report }: CommandContext,
  host: Host,
  { load, family, options }: ChosenBackend,
  { carrier, cache }: { carrier: AppliancePackage | undefined; cache: BytePath },
): Promise<Recipe> {
  const named = invocation.options.all('package');
  if (carrier !== undefined && named.length === 0) return recipeOfPackage(carrier, []);
  const database = await (await load()).open({
    ...{ host, family, signal, report, options },
    cacheDirectory: cache,
  });
  if (carrier !== undefined) {
    return recipeOfPackage(carrier, selectPackages(database, family, named));
  }
  const command = programToFind(invocation);
  return recipeOfSelection(selectFiles(database, host, family, named, command, report));
}
