import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
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
  type Writer,
} from '@supermin/core';
import type { Selection } from './selection.ts';

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
 * The full appliance for a selection of packages, from the user's cache or built into it.
 *
 *     CACHE/run/<hash of the selection>/{input/, appliance/, lock}
 *
 * @returns the directory with `kernel`, `initrd` and `root`
 */
export async function cachedAppliance(
  selection: Selection,
  options: CachedApplianceOptions,
): Promise<string> {
  const store = join(options.cacheDirectory, 'run');
  const directory = join(store, nameOf(selection, options));
  const input = join(directory, 'input');
  mkdirSync(input, { recursive: true, mode: 0o700 });
  writeOnce(directory, 'packages', selection.packages);
  writeOnce(directory, 'hostfiles', selection.hostfiles);
  const output = join(directory, 'appliance');
  const { built } = await build({
    ...options,
    inputs: [input],
    output,
    format: 'ext2',
    includeConfig: true,
    ifNewer: true,
    lock: join(directory, 'lock'),
  });
  // Its age is the time since it was last used.
  utimesSync(directory, new Date(), new Date());
  if (built) removeUnused(store);
  return output;
}

/** Different kernels, roots and sizes are different appliances: two users of one selection must not undo each other's. */
function nameOf(selection: Selection, options: CachedApplianceOptions): string {
  const { environment, kernel, resolver, weak, writerOptions, host } = options;
  const key = { selection, environment, kernel, resolver, weak, writerOptions, root: host?.root };
  return createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 16);
}

/**
 * The content follows from the directory's name, so a file that is there is right, and keeps its time. It is written
 * outside of `input`, where another run may be reading.
 */
function writeOnce(directory: string, name: string, lines: readonly string[]): void {
  const file = join(directory, 'input', name);
  if (lines.length === 0 || existsSync(file)) return;
  const temporary = join(directory, `${name}.${ownerTag()}`);
  writeFileSync(temporary, lines.map((line) => `${line}\n`).join(''), 'latin1');
  renameSync(temporary, file);
}

/** A VM that still runs from one of them keeps its files open, and is not disturbed. */
function removeUnused(store: string): void {
  for (const name of readdirSync(store)) {
    const directory = join(store, name);
    if (Date.now() / 1000 - lstatSync(directory).mtimeMs / 1000 > KEPT) removeTree(directory);
  }
}
