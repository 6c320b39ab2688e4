import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { succeed } from '@supermin/test-support/programs';
import { sharedFixture } from './shared-fixture.ts';

const TOP = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The tarballs of all packages of the workspace, as they would be published; packed once in a run of the tests.
 *
 * @returns absolute paths, sorted
 */
export async function packedPackages(): Promise<string[]> {
  const directory = await sharedFixture('packed', async (unfinished) => {
    const filters = ['./packages/*', '!@supermin/test-support', '!@supermin/create-kit'];
    const selection = ['--recursive', ...filters.flatMap((filter) => ['--filter', filter])];
    const argv = [...selection, 'pack', '--pack-destination', unfinished];
    await succeed('npx', ['-y', 'pnpm@10', ...argv], { cwd: TOP });
  });
  return readdirSync(directory)
    .sort()
    .map((name) => join(directory, name));
}

/** The tarball of a package outside of the workspace (`examples/NAME`), packed by npm into `destination`. */
export async function packExample(name: string, destination: string): Promise<string> {
  const argv = ['pack', '--silent', '--pack-destination', destination];
  const { stdout } = await succeed('npm', argv, { cwd: join(TOP, 'examples', name) });
  return join(destination, stdout.trim().split('\n').at(-1)!);
}
