import { spawn } from 'node:child_process';
import { fstatSync, ftruncateSync } from 'node:fs';
import { exitStatus } from '@supermin/core/writer';

// Both files are its standard streams, so that no name is ever an argument.
const ARGUMENTS = ['--sparse=auto', '/proc/self/fd/0', '/proc/self/fd/1'];

/**
 * Copies the open file `source` into the empty file `target` with GNU cp, which asks the kernel for the holes: Node.js
 * cannot, and reading 5 GiB of them takes many seconds.
 *
 * @param size of the file, as planned: more is cut off
 * @returns false if that cannot be done, or the file is shorter: `target` is empty again
 */
export async function copySparse(
  source: number,
  target: number,
  size: number,
  signal: AbortSignal,
): Promise<boolean> {
  const child = spawn('cp', ARGUMENTS, { stdio: [source, target, 'ignore'] });
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill);
  try {
    const status = await exitStatus(child, 'cp').catch(() => 1);
    signal.throwIfAborted();
    const whole = status === 0 && fstatSync(target).size >= size;
    ftruncateSync(target, whole ? size : 0);
    return whole;
  } finally {
    signal.removeEventListener('abort', kill);
  }
}
