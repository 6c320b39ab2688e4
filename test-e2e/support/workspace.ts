import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { User } from './users.ts';

/** A scratch directory of a test file, removed at its end; its owner may work in it. */
export function workspace(user: User = { name: 'root' }): string {
  const directory = mkdtempSync(join(tmpdir(), 'supermin-e2e-'));
  if (user.uid !== undefined) chownSync(directory, user.uid, user.uid);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
