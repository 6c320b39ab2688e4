import type { CommandContext } from '../context/command-context.ts';
import { loadNamed } from './load-named.ts';

/** Stops VMs, all at a time, and prints the names of those that are gone. */
export async function stopCommand({ invocation, signal }: CommandContext): Promise<number> {
  const { names, options } = invocation;
  const { stopNamed } = await loadNamed();
  const timeout = options.number('timeout');
  const ends = await Promise.allSettled(
    names.map(async (name) => {
      await stopNamed(name, { timeout, signal });
      process.stdout.write(`${name}\n`);
    }),
  );
  const failed = ends.find((end) => end.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return 0;
}
