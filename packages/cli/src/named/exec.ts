import { toUnicode } from '../arguments/unicode.ts';
import type { CommandContext } from '../context/command-context.ts';
import { environmentOf } from '../run/environment.ts';
import { loadNamed } from './load-named.ts';

/** Runs COMMAND in a VM that has a name, and ends with COMMAND's status. */
export async function execCommand({ invocation, signal, report }: CommandContext): Promise<number> {
  const { names, options } = invocation;
  const { execNamed } = await loadNamed();
  const [name, ...argv] = names as [string, ...string[]];
  const user = options.get('user');
  const { status } = await execNamed(
    name,
    argv.map((argument) => Buffer.from(argument, 'latin1')),
    {
      ...{ signal, report },
      env: environmentOf(options.all('env')),
      cwd: options.get('workdir'),
      tty: options.has('tty') || undefined,
      stdin: process.stdin,
      stdout: process.stdout,
      stderr: process.stderr,
      user: user === undefined ? undefined : toUnicode(user),
    },
  );
  return status;
}
