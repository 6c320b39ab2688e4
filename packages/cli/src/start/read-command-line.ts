import type { Invocation } from '../arguments/invocation.ts';
import { guessInvocation, parseCommandLine } from '../arguments/parse.ts';
import { isUsageError } from '../arguments/usage-error.ts';
import { loadCommand } from './load-command.ts';

/**
 * Parses the command line. An option of `build` that is not ours may be one of the writer that `-f` names; only then are
 * plugins looked for, and only their manifests.
 *
 * @throws UsageError
 */
export function readCommandLine(argv: readonly string[]): Invocation {
  try {
    return parseCommandLine(argv);
  } catch (error) {
    if (!isUsageError(error) || error.unknownOption === undefined) throw error;
    const invocation = guessInvocation(argv);
    const format = invocation.options.get('format');
    if (invocation.command !== 'build' || format === undefined) throw error;
    const { findPlugins, parseForWriter } = loadCommand(invocation);
    return parseForWriter(argv, findPlugins(invocation.options), format, error);
  }
}
