import { CreateError } from './create-error.ts';

/**
 * Runs a command of `npm create`; sets `process.exitCode`.
 *
 * @param name of the command, in front of its messages
 * @param create returns what is printed
 */
export function runCreate(name: string, create: () => string): void {
  try {
    process.stdout.write(create());
  } catch (error) {
    if (!(error instanceof CreateError)) throw error;
    const hint = error.hint === undefined ? '' : `\n${name}: hint: ${error.hint}`;
    process.stderr.write(`${name}: ${error.message}${hint}\n`);
    process.exitCode = 1;
  }
}
