import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import {
  type Backend,
  type BuildOptions,
  build,
  type OptionValue,
  ownerTag,
  removeTree,
  SuperminError,
  systemErrorCode,
  type Writer,
} from '@supermin/core';
import type { Recipe } from './recipe.ts';

/** An appliance that was not used for so long is removed, in seconds. */
const KEPT = 30 * 24 * 3600;

export interface CachedApplianceOptions
  extends Pick<
    BuildOptions,
    | 'host'
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
  cacheDirectory: string;
  backend: () => Promise<Backend>;
  family: string;
  writer: () => Promise<Writer>;
  writerOptions: Record<string, OptionValue>;
}

/**
 * The full appliance of a recipe, from the user's cache or built into it.
 *
 *     CACHE/run/<hash of the recipe>/{input/, appliance/, lock}
 *
 * @returns the directory with `kernel`, `initrd` and `root`
 */
export async function cachedAppliance(
  recipe: Recipe,
  options: CachedApplianceOptions,
): Promise<string> {
  const store = join(options.cacheDirectory, 'run');
  const directory = join(store, nameOf(recipe, options));
  const input = join(directory, 'input');
  writeInput(directory, input, recipe);
  const output = join(directory, 'appliance');
  const { built } = await build({
    ...options,
    inputs: [...recipe.inputs, input],
    output,
    // Whatever stands there, it is our own directory.
    force: true,
    format: 'ext2',
    readableKernel: true,
    includeConfig: recipe.includeConfig,
    ifNewer: true,
    warnMissing: true,
    lock: join(directory, 'lock'),
  });
  // Its age is the time since it was last used.
  utimesSync(directory, new Date(), new Date());
  if (built) removeUnused(store);
  return output;
}

/** Different kernels, roots and sizes are different appliances: two users of one recipe must not undo each other's. */
function nameOf(recipe: Recipe, options: CachedApplianceOptions): string {
  const { environment, kernel, resolver, weak, noDocs, strict, writerOptions, host } = options;
  const key = {
    recipe: {
      ...recipe,
      files: Object.entries(recipe.files).map(([name, f]) => [name, sha256(f)]),
    },
    ...{ environment, kernel, resolver, weak, noDocs, strict, writerOptions, root: host?.root },
  };
  return sha256(JSON.stringify(key)).slice(0, 16);
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** @throws SuperminError `CACHE_WRITE` */
function writeInput(directory: string, input: string, { files }: Recipe): void {
  try {
    mkdirSync(input, { recursive: true, mode: 0o700 });
    for (const [name, content] of Object.entries(files)) writeOnce(directory, name, content);
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === undefined) throw error;
    throw new SuperminError('CACHE_WRITE', `can't write to the cache ${directory} (${code})`, {
      hint: 'make room there, or set XDG_CACHE_HOME to another directory',
      cause: error,
    });
  }
}

/**
 * The content follows from the directory's name, so a file that is there is right, and keeps its time. It is written
 * outside of `input`, where another run may be reading.
 */
function writeOnce(directory: string, name: string, content: Buffer): void {
  const file = join(directory, 'input', name);
  if (existsSync(file)) return;
  const temporary = join(directory, `${name}.${ownerTag()}`);
  try {
    writeFileSync(temporary, content);
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** A VM that still runs from one of them keeps its files open, and is not disturbed. */
function removeUnused(store: string): void {
  for (const name of readdirSync(store)) {
    const directory = join(store, name);
    if (Date.now() / 1000 - lstatSync(directory).mtimeMs / 1000 > KEPT) removeTree(directory);
  }
}
