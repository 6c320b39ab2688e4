import type { Command } from './arguments/command-names.ts';
import type { Invocation } from './arguments/invocation.ts';
import { guessInvocation, parseCommandLine } from './arguments/parse.ts';
import { isUsageError } from './arguments/usage-error.ts';
import type { CodeLoader } from './context/code-loader.ts';

/** The commands that take options of plugins. */
const TAKES_MORE: readonly (Command | undefined)[] = ['prepare', 'build', 'run'];

/**
 * Parses the command line. An option that is not ours may be one of the writer that `-f` chooses, or of the backend; only
 * then are plugins looked for, and only their manifests.
 *
 * @throws UsageError
 */
export async function readCommandLine(
  argv: readonly string[],
  { load }: Pick<CodeLoader, 'load'>,
): Promise<Invocation> {
  try {
    return parseCommandLine(argv);
  } catch (error) {
    if (!isUsageError(error) || error.unknownOption === undefined) throw error;
    const invocation = guessInvocation(argv);
    if (!TAKES_MORE.includes(invocation.command)) throw error;
    const { findPlugins, parseForPlugins } = await load(invocation);
    return parseForPlugins(argv, invocation, findPlugins(invocation.options), error);
  }
}
