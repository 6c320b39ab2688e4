import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type FoundPlugin, type RunOptions, runProgram, SuperminError } from '@supermin/core';

/**
 * Looks whether the modules of plugins can be parsed, without running them: for those who list plugins. A build imports
 * what is chosen, and says then what is wrong with it.
 *
 * @returns for each plugin what is wrong, if anything is
 */
export async function checkSyntax(
  plugins: readonly FoundPlugin[],
  signal: AbortSignal,
): Promise<(SuperminError | undefined)[]> {
  const results: (SuperminError | undefined)[] = plugins.map(() => undefined);
  const pending = plugins.entries();
  const work = async () => {
    for (const [index, plugin] of pending) results[index] = await check(plugin, signal);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return results;
}

async function check(
  { directory, manifest }: FoundPlugin,
  signal: AbortSignal,
): Promise<SuperminError | undefined> {
  const modules = [...manifest.backends, ...manifest.writers].map(({ module }) => module);
  for (const module of new Set(modules)) {
    const path = join(directory, module);
    const { status, stderr } = await runProgram(process.execPath, ...checkOf(path, signal));
    if (status === 0) continue;
    const reason = /^\w*Error: .*$/m.exec(stderr.toString())?.[0] ?? 'node cannot read it';
    return new SuperminError('PLUGIN_SYNTAX', `its module ${module} cannot be parsed: ${reason}`, {
      hint: 'reinstall it, or report the bug to its authors',
    });
  }
  return undefined;
}

/** Arguments and options of a Node.js that parses the module, without options of the user's. */
function checkOf(path: string, signal: AbortSignal): [string[], RunOptions] {
  const options = { environment: { NODE_OPTIONS: '' }, signal };
  if (process.versions.pnp === undefined) return [['--check', path], options];
  // Yarn's Plug'n'Play has it in an archive, which this process can read, and that one could not.
  return [['--check', '--input-type=module', '-'], { ...options, input: readFileSync(path) }];
}
