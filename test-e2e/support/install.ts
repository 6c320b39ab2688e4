import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { succeed } from './processes.ts';

const TOP = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Installs the built command as a user would have it: only the files that are published, only the dependencies that
 * are declared, in a directory that every user may read (the checkout itself may lie in somebody's home).
 */
export default async function install(project: TestProject): Promise<() => void> {
  const directory = mkdtempSync(join(tmpdir(), 'supermin-installed-'));
  chmodSync(directory, 0o755);
  const target = join(directory, 'cli');
  await succeed(
    'npx',
    [
      '-y',
      'pnpm@10',
      '--filter',
      '@supermin/cli',
      'deploy',
      '--prod',
      '--legacy',
      '--offline',
      target,
    ],
    { cwd: TOP },
  );
  project.provide('supermin', join(target, 'bin', 'supermin'));
  project.provide('packed', join(directory, 'packed'));
  return () => rmSync(directory, { recursive: true, force: true });
}
