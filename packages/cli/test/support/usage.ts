import { parseCommandLine } from '../../src/arguments/parse.ts';
import { isUsageError, type UsageError } from '../../src/arguments/usage-error.ts';

/** The error that these words are. */
export function usageErrorOf(argv: readonly string[]): UsageError {
  try {
    parseCommandLine(argv);
  } catch (error) {
    if (isUsageError(error)) return error;
    throw error;
  }
  throw new Error(`no usage error: ${argv.join(' ')}`);
}

/** Its message, and the hint below it. */
export function complaint(line: string): string {
  const { message, hint } = usageErrorOf(line.split(' ').filter(Boolean));
  return hint === undefined ? message : `${message} | ${hint}`;
}
