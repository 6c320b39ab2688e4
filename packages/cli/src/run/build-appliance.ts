import type { BytePath, Host } from '@supermin/core';
import type { AppliancePackage, Recipe } from '@supermin/vm';
import { type CommandContext, resolverOf, temporaryDirectory } from '../context/command-context.ts';
import { kernelEnvironment } from '../context/kernel-environment.ts';
import { type ChosenBackend, chooseBackend } from '../plugins/choose-backend.ts';
import { findPluginsFor } from '../plugins/find-plugins.ts';
import { pluginOptions } from '../plugins/plugin-options.ts';
import { parseShare } from './share.ts';
import { workdirInVm } from './workdir.ts';

type VmPackage = typeof import('@supermin/vm');

/** Where the appliance comes from and goes to. */
interface Places {
  host: Host;
  /** The package that carries the appliance, if one does. */
  carrier: AppliancePackage | undefined;
  /** The user's cache directory. */
  cache: BytePath;
}

/** Room to write in the VM, on top of what the packages take. */
const FREE_SPACE = '+4G';

/**
 * The full appliance for a run: what the package carries, or else COMMAND's package and those that were named.
 *
 * @returns a directory in the user's cache
 */
export async function buildAppliance(
  context: CommandContext,
  vm: VmPackage,
  places: Places,
): Promise<BytePath> {
  const { host, cache } = places;
  const { invocation, signal, report } = context;
  const { options } = invocation;
  const registry = findPluginsFor(context);
  const backend = chooseBackend(registry, host, invocation);
  const found = registry.writer('ext2');
  const recipe = await recipeOf(context, vm, backend, places);
  return vm.cachedAppliance(recipe, {
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
  vm: VmPackage,
  { load, family, options }: ChosenBackend,
  { host, carrier, cache }: Places,
): Promise<Recipe> {
  const named = invocation.options.all('package');
  if (carrier !== undefined && named.length === 0) return vm.recipeOfPackage(carrier, []);
  const database = await (await load()).open({
    ...{ host, family, signal, report, options },
    cacheDirectory: cache,
  });
  if (carrier !== undefined) {
    return vm.recipeOfPackage(carrier, vm.selectPackages(database, family, named));
  }
  const command = vm.programToFind(invocation.names[0], {
    cwd: workdirInVm(invocation.options),
    shares: invocation.options.all('share').map(parseShare),
    packages: named,
  });
  return vm.recipeOfSelection(vm.selectFiles(database, host, family, named, command, report));
}
