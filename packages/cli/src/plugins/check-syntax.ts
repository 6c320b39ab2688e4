import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FoundPlugin, reasonOf, runProgram, SuperminError } from '@supermin/core';

/** A module of a plugin. */
interface Module {
  /** Index of the plugin. */
  plugin: number;
  /** As its manifest has it. */
  path: string;
  source: string;
}

/**
 * What another Node.js runs, which has what this one does not offer without a flag: it parses texts as modules, or else as CommonJS,
 * and says of each what is wrong, null if nothing is.
 */
const PARSER = `
import { readFileSync } from 'node:fs';
import { compileFunction, SourceTextModule } from 'node:vm';
const NAMES = ['exports', 'require', 'module', '__filename', '__dirname'];
const problem = (source) => {
  try {
    new SourceTextModule(source);
  } catch (error) {
    try {
      compileFunction(source.replace(/^#!.*/, ''), NAMES);
    } catch {
      return String(error);
    }
  }
  return null;
};
process.stdout.write(JSON.stringify(JSON.parse(readFileSync(0, 'utf8')).map(problem)));
`;

const FLAGS = [
  '--experimental-vm-modules',
  '--no-warnings',
  '--input-type=module',
  '--eval',
  PARSER,
];

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
  const modules: Module[] = [];
  for (const [plugin, { directory, manifest }] of plugins.entries()) {
    const paths = [...manifest.backends, ...manifest.writers].map(({ module }) => module);
    for (const path of new Set(paths)) {
      try {
        modules.push({ plugin, path, source: readFileSync(join(directory, path), 'utf8') });
      } catch (error) {
        results[plugin] ??= unreadable(path, `cannot be read: ${reasonOf(error)}`);
      }
    }
  }
  for (const [index, problem] of (await parse(modules, signal)).entries()) {
    const { plugin, path } = modules[index]!;
    if (problem !== null) results[plugin] ??= unreadable(path, `cannot be parsed: ${problem}`);
  }
  return results;
}

async function parse(modules: readonly Module[], signal: AbortSignal): Promise<(string | null)[]> {
  const { status, stdout, stderr } = await runProgram(process.execPath, FLAGS, {
    // Without options of the user's.
    environment: { NODE_OPTIONS: '' },
    input: Buffer.from(JSON.stringify(modules.map(({ source }) => source))),
    signal,
  });
  if (status === 0) return JSON.parse(stdout.toString());
  throw new Error(`node cannot parse modules of plugins: ${stderr}`);
}

function unreadable(path: string, what: string): SuperminError {
  return new SuperminError('PLUGIN_SYNTAX', `its module ${path} ${what}`, {
    hint: 'reinstall it, or report the bug to its authors',
  });
}
