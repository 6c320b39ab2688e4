import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { ftruncateSync } from 'node:fs';
import { exitStatus } from './run.ts';

// Both files are its standard streams, so that no name is ever an argument.
const ARGUMENTS = ['--sparse=auto', '--reflink=auto', '/proc/self/fd/0', '/proc/self/fd/1'];

export interface CopySparseOptions {
  signal?: AbortSignal;
  /** Starts cp; default: `spawn` of Node.js. */
  start?: (program: string, args: readonly string[], options: SpawnOptions) => ChildProcess;
}

/**
 * Copies an open file into an empty one, and leaves its holes where they are. By cp of GNU coreutils, which asks the kernel for them,
 * and shares the bytes where the filesystem can: Node.js cannot, and reading 5 GiB of holes takes many seconds.
 *
 * @param source a descriptor open for reading @param target one of an empty file
 * @returns false if there is no such cp, or it fails: `target` is empty again
 * @throws the signal's reason
 */
export async function copySparse(
  source: number,
  target: number,
  { signal, start = spawn }: CopySparseOptions = {},
): Promise<boolean> {
  const child = start('cp', ARGUMENTS, { stdio: [source, target, 'ignore'] });
  const kill = () => child.kill('SIGKILL');
  signal?.addEventListener('abort', kill);
  try {
    const status = await exitStatus(child, 'cp').catch(() => 1);
    signal?.throwIfAborted();
    if (status !== 0) ftruncateSync(target, 0);
    return status === 0;
  } finally {
    signal?.removeEventListener('abort', kill);
  }
}
