import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { succeed } from '@supermin/test-support/programs';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the packed packages are, or will be: see `packedPackages()`. */
    packed: string;
  }
}

const TOP = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The tarballs of all packages of the workspace, as they would be published; packed once in a run of the tests.
 *
 * @returns absolute paths, sorted
 */
export async function packedPackages(): Promise<string[]> {
  const directory = inject('packed');
  if (!existsSync(directory)) {
    const unfinished = `${directory}.${process.pid}`;
    mkdirSync(unfinished);
    const filters = ['./packages/*', '!@supermin/test-support', '!@supermin/create-kit'];
    const selection = ['--recursive', ...filters.flatMap((filter) => ['--filter', filter])];
    const argv = [...selection, 'pack', '--pack-destination', unfinished];
    await succeed('npx', ['-y', 'pnpm@10', ...argv], { cwd: TOP });
    publish(unfinished, directory);
  }
  return readdirSync(directory)
    .sort()
    .map((name) => join(directory, name));
}

/** Two test files may pack at the same time: the directory of whoever comes first is taken. */
function publish(unfinished: string, directory: string): void {
  try {
    renameSync(unfinished, directory);
  } catch (error) {
    if (!existsSync(directory)) throw error;
    rmSync(unfinished, { recursive: true });
  }
}

/** The tarball of a package outside of the workspace (`examples/NAME`), packed by npm into `destination`. */
export async function packExample(name: string, destination: string): Promise<string> {
  const argv = ['pack', '--silent', '--pack-destination', destination];
  const { stdout } = await succeed('npm', argv, { cwd: join(TOP, 'examples', name) });
  return join(destination, stdout.trim().split('\n').at(-1)!);
}
