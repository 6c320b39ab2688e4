import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { succeed } from '@supermin/test-support/programs';

/**
 * Node of this version from the npm registry: its program alone, 100 MB.
 *
 * @returns the directory for PATH
 */
export async function nodeProgram(version: string, directory: string): Promise<string> {
  const name = `node-${process.platform}-${process.arch}`;
  const bin = join(directory, 'bin');
  await succeed('npm', ['install', '--no-save', '--prefix', directory, `${name}@${version}`], {
    env: { npm_config_cache: join(directory, 'cache') },
  });
  mkdirSync(bin);
  renameSync(join(directory, 'node_modules', name, 'bin/node'), join(bin, 'node'));
  for (const rest of ['node_modules', 'cache'])
    rmSync(join(directory, rest), { recursive: true, force: true });
  return bin;
}
