import { normalize } from 'node:path/posix';
import {
  type BuildOptions,
  type BytePath,
  fromUnicode,
  type ImageRoot,
  NO_PACKAGES,
} from '@supermin/core';
import { type ArchiveMember, encodeArchive } from '@supermin/newc';
import { imageIsWhole } from '../errors/image.ts';
import { cachedAppliance } from './cached-appliance.ts';
import { ext2Writer, type PluginRequest } from './choose-plugins.ts';
import { installedPlugins } from './installed-plugins.ts';
import type { Recipe } from './recipe.ts';
import type { Places } from './with-cache.ts';

export interface ImageApplianceOptions
  extends PluginRequest,
    Pick<BuildOptions, 'environment' | 'kernel' | 'temporaryDirectory' | 'signal' | 'report'> {
  /** Neither of which makes sense. */
  packages?: readonly string[];
  bare?: boolean;
  /** As `--size` has it. */
  size: string;
}

/** What the guest init mounts something on, and what programs expect; all of them are as the image has them, if it does. */
const DIRECTORIES: readonly (readonly [name: string, mode: number])[] = [
  ['dev', 0o755],
  ['proc', 0o555],
  ['root', 0o700],
  ['run', 0o755],
  ['sys', 0o555],
  ['tmp', 0o1777],
];

/**
 * The full appliance of a container image: all that is in it, and nothing else but directories.
 *
 * @returns its directory
 * @throws SuperminError `IMAGE_WHOLE`, and all that `build()` throws
 */
export async function imageAppliance(
  image: ImageRoot,
  options: ImageApplianceOptions,
  { cache, uses, scratch }: Pick<Places, 'cache' | 'uses' | 'scratch'>,
): Promise<BytePath> {
  const { packages = [], bare = false, writerOptions, size } = options;
  if (packages.length > 0 || bare) throw imageIsWhole(packages.length > 0 ? 'packages' : 'bare');
  const { environment = {}, kernel, temporaryDirectory, signal, report } = options;
  const { writer, facts } = ext2Writer(options.plugins ?? installedPlugins());
  return cachedAppliance(recipeOfImage(image), {
    ...{ backend: NO_PACKAGES, family: 'none', writer, facts, image },
    wholeImage: true,
    backendOptions: {},
    writerOptions: { ...writerOptions, size, modules: 'image' },
    ...{ environment, kernel, temporaryDirectory, signal, report },
    cacheDirectory: cache,
    uses,
    scratch,
    cpu: image.cpu,
  });
}

/** The directory that commands start in is made where the image has none, as container engines do. */
function recipeOfImage({ config }: ImageRoot): Recipe {
  const own = pathsTo(fromUnicode(config.workingDirectory)).map((path) => [path, 0o755] as const);
  // The last one of a name counts.
  const members = [...own, ...DIRECTORIES].map(
    ([name, mode]): ArchiveMember => ({ name, type: 'directory', mode }),
  );
  const files = { 'base.cpio': encodeArchive(members) };
  return { files, inputs: [], includeConfig: true, identity: [] };
}

/** What has to be there to change to a directory, step by step: of `/a/../b` that is `a` and `b`. */
function pathsTo(directory: BytePath): BytePath[] {
  const names = directory.split('/');
  const steps = names.map((_, at) => normalize(`/${names.slice(0, at + 1).join('/')}`).slice(1));
  return steps.filter((path) => path !== '');
}
