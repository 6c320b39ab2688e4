import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** A directory for the tests of one file, removed after them. */
export function scratchDirectory(): string {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'supermin-dpkg-test-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
