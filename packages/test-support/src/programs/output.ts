import { spawnSync } from 'node:child_process';

/**
 * Runs a program in the C locale and UTC, also one that an ordinary user's PATH does not reach.
 *
 * @returns its standard output
 * @throws {Error} it is not there, or ends with a status other than 0; with what it said
 */
export function output(
  program: string,
  args: readonly string[],
  options: { input?: string | Uint8Array; cwd?: string } = {},
): Buffer {
  const { status, signal, stdout, stderr, error } = spawnSync(program, args, {
    input: options.input ?? '',
    cwd: options.cwd,
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin:/sbin`, LC_ALL: 'C', TZ: 'UTC' },
    maxBuffer: 2 ** 30,
    timeout: 120_000,
  });
  // A program need not read its input.
  const failed = error !== undefined && (error as NodeJS.ErrnoException).code !== 'EPIPE';
  if (failed) throw new Error(`${program}: ${error.message}`, { cause: error });
  if (status === 0) return stdout;
  const said = `${stdout.toString('latin1').slice(0, 2000)}\n${stderr.toString('latin1')}`;
  throw new Error(`${program} ${args.join(' ')}: status ${signal ?? status}\n${said}`);
}
