import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deploy } from '@supermin/test-support/installation';
import type { TestProject } from 'vitest/node';

const TOP = fileURLToPath(new URL('../..', import.meta.url));

/** Installs the built command in a directory that every user may read (the checkout itself may lie in somebody's home). */
export default async function install(project: TestProject): Promise<() => void> {
  const directory = mkdtempSync(join(tmpdir(), 'supermin-installed-'));
  chmodSync(directory, 0o755);
  project.provide('supermin', await deploy(TOP, join(directory, 'cli')));
  project.provide('shared', join(directory, 'shared'));
  mkdirSync(join(directory, 'shared'));
  return () => rmSync(directory, { recursive: true, force: true });
}
