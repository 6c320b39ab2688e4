import { existsSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { guestInitPath } from '@supermin/boot';
import {
  type Backend,
  type BuildOptions,
  type BytePath,
  build,
  type EntryUses,
  entryName,
  fromUnicode,
  isCacheFull,
  joinPath,
  type Lazy,
  ownDirectory,
  ownerTag,
  type PluginOptions,
  parentPath,
  say,
  sha256,
  systemErrorCode,
  tidyCache,
  toSystemPath,
  type Writer,
  withRoom,
} from '@supermin/core';
import { cacheUnwritable } from '../errors/appliance.ts';
import type { Recipe } from './recipe.ts';
import type { Scratch } from './scratch.ts';

/** Below the user's cache directory. */
export const STORE = 'run';

export interface CachedApplianceOptions
  extends Pick<
    BuildOptions,
    | 'host'
    | 'lockedRoot'
    | 'image'
    | 'wholeImage'
    | 'environment'
    | 'kernel'
    | 'resolver'
    | 'weak'
    | 'noDocs'
    | 'strict'
    | 'temporaryDirectory'
    | 'facts'
    | 'signal'
    | 'report'
  > {
  cacheDirectory: BytePath;
  /** Keeps it from being removed while the VM runs. */
  uses: EntryUses;
  /** Where it is built if the cache has no room for it. */
  scratch: Scratch;
  /** The guest's architecture, as `uname -m` has it. */
  cpu: string;
  backend: Lazy<Backend>;
  family: string;
  writer: Lazy<Writer>;
  backendOptions: PluginOptions;
  writerOptions: PluginOptions;
}

/**
 * The full appliance of a recipe, from the user's cache or built into it; where what is in use leaves no room for it there, built for
 * this VM alone.
 *
 *     CACHE/run/<hash of the recipe>/{input/, appliance/, lock}
 *
 * @returns the directory with `kernel`, `initrd` and `root`
 */
export async function cachedAppliance(
  recipe: Recipe,
  options: CachedApplianceOptions,
): Promise<BytePath> {
  const { cacheDirectory, uses, signal, scratch, report = () => {} } = options;
  const name = nameOf(recipe, options);
  await uses.add(entryName(STORE, name), signal);
  const directory = writeInput(cacheDirectory, name, recipe);
  const request = {
    ...options,
    inputs: [...recipe.inputs, joinPath(directory, 'input')],
    output: joinPath(directory, 'appliance'),
    // Whatever stands there, it is our own directory.
    force: true,
    format: 'ext2',
    readableKernel: true,
    includeConfig: recipe.includeConfig,
    warnMissing: true,
  };
  try {
    return await buildKept(request, directory);
  } catch (error) {
    if (!isCacheFull(error)) throw error;
    say(report, `cache: ${(error as Error).message}: the appliance is built for this VM alone`);
    const output = joinPath(scratch.directory, 'appliance');
    await build({ ...request, output });
    return output;
  }
}

type Request = BuildOptions & Pick<CachedApplianceOptions, 'cacheDirectory' | 'report'>;

/** @throws SuperminError `CACHE_FULL`, and what `build()` throws */
async function buildKept(request: Request, directory: BytePath): Promise<BytePath> {
  const { cacheDirectory, output, report } = request;
  const { built } = await withRoom(cacheDirectory, (reserve) =>
    build({ ...request, reserve, ifNewer: true, lock: joinPath(directory, 'lock') }),
  );
  // Its age is the time since it was last used.
  utimesSync(toSystemPath(directory), new Date(), new Date());
  if (built) tidyCache(cacheDirectory, report);
  return output;
}

/** Different kernels, roots and sizes are different appliances: two users of one recipe must not undo each other's. */
function nameOf(recipe: Recipe, options: CachedApplianceOptions): string {
  const { environment, kernel, resolver, weak, noDocs, strict, host } = options;
  const { backendOptions, writerOptions } = options;
  const key = {
    recipe: {
      ...recipe,
      files: Object.entries(recipe.files).map(([name, f]) => [name, sha256(f)]),
    },
    environment,
    kernel,
    resolver,
    weak,
    noDocs,
    strict,
    root: host?.root,
    locked: options.lockedRoot?.digest,
    image: options.image?.digest,
    backendOptions,
    writerOptions,
    // Installations of the same version may have different ones.
    guestInit: sha256(readFileSync(toSystemPath(guestInitPath(options.cpu)))),
  };
  return sha256(JSON.stringify(key)).slice(0, 16);
}

/**
 * Makes the directory of this name, with the recipe's files in it.
 *
 * @throws SuperminError `CACHE_WRITE`, `CACHE_UNSAFE`
 */
function writeInput(cache: BytePath, name: string, { files }: Recipe): BytePath {
  try {
    const directory = ownDirectory(cache, STORE, name);
    const input = ownDirectory(directory, 'input');
    for (const [name, content] of Object.entries(files)) {
      writeOnce(joinPath(input, fromUnicode(name)), content);
    }
    return directory;
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    throw cacheUnwritable(cache, code, error);
  }
}

/**
 * The content follows from the directory's name, so a file that is there is right, and keeps its time. It is written
 * outside of `input`, where another run may be reading.
 */
function writeOnce(file: BytePath, content: Buffer): void {
  if (existsSync(toSystemPath(file))) return;
  const temporary = toSystemPath(`${parentPath(file)}.${ownerTag()}`);
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, toSystemPath(file));
  } finally {
    rmSync(temporary, { force: true });
  }
}
