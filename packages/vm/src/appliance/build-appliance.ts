import {
  type BuildOptions,
  type BytePath,
  cpuOf,
  type Host,
  type ImageRoot,
  localHost,
  openDatabase,
  type PackageDatabase,
  type Report,
} from '@supermin/core';
import type { Share } from '../shares/shares.ts';
import { TOOLS } from './base.ts';
import { cachedAppliance } from './cached-appliance.ts';
import { type ChosenPlugins, choosePlugins, type PluginRequest } from './choose-plugins.ts';
import type { Configure } from './configure.ts';
import { imageAppliance } from './image-appliance.ts';
import { programToFind } from './program-to-find.ts';
import { type Carrier, type Recipe, recipeOfPackage, recipeOfSelection } from './recipe.ts';
import { type RepositoryRequest, type RootRequest, repositoryRoot } from './repository-root.ts';
import { selectFiles, selectPackages } from './selection.ts';
import type { Places } from './with-cache.ts';

/** Room to write in the VM, on top of what the packages take. */
const FREE_SPACE = '+4G';

/** What an appliance is made of, and by whom. */
export interface ApplianceOptions
  extends PluginRequest,
    RepositoryRequest,
    Pick<
      BuildOptions,
      'environment' | 'kernel' | 'resolver' | 'weak' | 'noDocs' | 'strict' | 'temporaryDirectory'
    > {
  /** Names of installed packages to have in the VM, with all that they need, besides the one that owns the command. */
  packages?: readonly string[];
  /**
   * Only the packages of the command and those named, with all that they need. Default: false, a base to work in as well: what
   * the distribution calls essential, `ps`, `less`, `clear`. An appliance of another's making gets no base.
   */
  bare?: boolean;
  /** Where packages and files are read from. Default: this machine's `/`. */
  host?: Host;
  /** A container image in the place of `host`; without a carrier, all of it is the appliance. */
  image?: ImageRoot;
  /** Size of the root: `4G`, or `+4G` for that much free space. Default: `+4G`. */
  size?: string;
  signal?: AbortSignal;
  report?: Report;
}

/** A full appliance in the cache. */
export interface BuiltAppliance {
  directory: BytePath;
  /** Where its kernel is from. */
  host: Host;
  /** Its architecture, as `uname -m` has it. */
  cpu: string;
}

/** What runs in it, as far as that decides what goes in. */
export interface Purpose {
  /** The program, as the VM finds it. Default: a shell. */
  command?: BytePath | undefined;
  cwd: BytePath;
  shares: readonly Pick<Share, 'directory' | 'mount'>[];
  /** The terminal that the command gets, if it gets one: `xterm-256color`. */
  term?: string | undefined;
  /** The package or the directory that carries the appliance, if one does. */
  carrier?: Carrier | undefined;
}

export interface BuildPlaces extends Pick<Places, 'cache' | 'uses' | 'scratch'> {
  /** See `RootRequest`. */
  configured: Configure;
}

/**
 * The full appliance for a command: what the carrier has in it, or else the command's package; and those that are named.
 *
 * @throws SuperminError `PACKAGES_MISSING`, `COMMAND_MISSING` and all that `build()` throws
 */
export async function buildAppliance(
  options: ApplianceOptions,
  purpose: Purpose,
  { cache, uses, scratch, configured }: BuildPlaces,
): Promise<BuiltAppliance> {
  const { size = FREE_SPACE, image } = options;
  if (image !== undefined && purpose.carrier === undefined) {
    const directory = await imageAppliance(image, { ...options, size }, { cache, uses, scratch });
    return { directory, host: image.kernelHost, cpu: image.cpu };
  }
  const repository = await repositoryRoot({
    ...rootRequest(options, purpose, cache),
    configured,
  });
  const root = repository?.root ?? image;
  const host = root?.host ?? options.host ?? localHost();
  const plugins = repository?.plugins ?? choosePlugins(options, host);
  const recipe = await recipeOf({ ...options, host, cache }, purpose, plugins);
  const { environment = {}, kernel, resolver, weak, noDocs, strict } = options;
  const { backendOptions = {}, writerOptions, temporaryDirectory, signal, report } = options;
  const cpu = root?.cpu ?? cpuOf(host);
  const directory = await cachedAppliance(recipe, {
    ...plugins,
    ...{ lockedRoot: repository?.root, image },
    backendOptions,
    writerOptions: { ...writerOptions, size, modules: 'image' },
    host,
    environment,
    kernel,
    resolver,
    weak,
    noDocs,
    strict,
    temporaryDirectory,
    signal,
    report,
    cacheDirectory: cache,
    uses,
    scratch,
    cpu,
  });
  return { directory, host: root?.kernelHost ?? host, cpu };
}

/** A command that no package is named for is taken for the name of its package, too. */
function rootRequest(
  { plugins, packages = [], bare = false, ...rest }: ApplianceOptions,
  { command = SHELL, carrier }: Purpose,
  cache: BytePath,
): Omit<RootRequest, 'configured'> {
  const optional = command.includes('/') ? [] : [command];
  return {
    ...{ ...rest, plugins, packages, cache, appliance: carrier?.appliance },
    essential: !bare && carrier === undefined,
    optional: carrier === undefined ? [...optional, ...(bare ? [] : TOOLS.flat())] : [],
  };
}

/** What runs where no command is given. */
const SHELL = 'bash';

type Source = ApplianceOptions & { host: Host; cache: BytePath };

/** What a carrier lists is looked up by build, and may be missing here; what the user names may not. */
async function recipeOf(source: Source, purpose: Purpose, plugins: ChosenPlugins): Promise<Recipe> {
  const { host, packages = [], bare = false, report = () => {} } = source;
  const { carrier, command } = purpose;
  const { family } = plugins;
  if (carrier !== undefined && packages.length === 0) return recipeOfPackage(carrier, []);
  const database = await databaseOf(source, plugins);
  if (carrier !== undefined) {
    return recipeOfPackage(carrier, selectPackages(database, family, packages));
  }
  const program = programToFind(command, purpose.cwd);
  const { shares, term } = purpose;
  return recipeOfSelection(
    selectFiles(database, { host, family, packages, program, command, shares, bare, term, report }),
  );
}

function databaseOf(
  { host, cache, backendOptions, signal, report = () => {} }: Source,
  { backend, family }: ChosenPlugins,
): Promise<PackageDatabase> {
  return openDatabase(backend, {
    host,
    family,
    report,
    options: backendOptions,
    cacheDirectory: cache,
    signal: signal ?? new AbortController().signal,
  });
}
