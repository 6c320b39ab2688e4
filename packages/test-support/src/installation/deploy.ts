import { join } from 'node:path';
import { succeed } from '../programs/run.ts';

/**
 * Installs the built command as a user would have it: only the files that are published, only the dependencies that
 * are declared.
 *
 * @param top the checkout
 * @param target directory to make
 * @returns the command
 */
export async function deploy(top: string, target: string): Promise<string> {
  const argv = ['-y', 'pnpm@10', '--filter', '@supermin/cli', 'deploy', '--prod', '--legacy'];
  // Not --offline: an installation from the lockfile leaves no list of versions behind, and this wants one.
  await succeed('npx', [...argv, '--prefer-offline', target], { cwd: top });
  return join(target, 'bin', 'supermin');
}
