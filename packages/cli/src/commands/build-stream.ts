import {
  type BuildRequest,
  type Registry,
  SuperminError,
  streamBuild,
  type WriterManifest,
} from '@supermin/core';
import type { Invocation } from '../arguments/invocation.ts';
import { UsageError } from '../arguments/usage-error.ts';

/** Options that look at an output directory. */
const OF_DIRECTORIES = ['if-newer', 'force', 'lock', 'lock-timeout'];

/** @throws UsageError; SuperminError `OUTPUT_STREAM` for a format that cannot be written to standard output */
export function requireStream(
  manifest: WriterManifest,
  registry: Registry,
  { command, options }: Invocation,
): void {
  const unused = OF_DIRECTORIES.find((name) => options.has(name));
  if (unused !== undefined) {
    throw new UsageError(`option '--${unused}' has no effect with '-o -'`, { command });
  }
  if (manifest.stream !== true) {
    const able = registry.writers.filter((writer) => writer.manifest.stream === true);
    const names = able.map((writer) => writer.manifest.name).join(', ') || 'no installed format';
    throw new SuperminError(
      'OUTPUT_STREAM',
      `format ${manifest.name} cannot be written to standard output`,
      { hint: `${names} can; or choose a directory with -o DIR` },
    );
  }
  if (process.stdout.isTTY) {
    throw new SuperminError('OUTPUT_STREAM', 'standard output is a terminal', {
      hint: 'redirect it to a file or a pipe',
    });
  }
}

/** An error of standard output itself is reported by who watches it. Whatever happens, the build has cleared up when this is over. */
export async function writeStream({ lockedRoot: root, ...job }: BuildRequest): Promise<void> {
  const lockedRoot = root !== undefined && 'open' in root ? await root.open() : root;
  for await (const chunk of streamBuild({ ...job, lockedRoot })) await write(chunk);
}

function write(chunk: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(chunk, (error) => (error ? reject(error) : resolve()));
  });
}
