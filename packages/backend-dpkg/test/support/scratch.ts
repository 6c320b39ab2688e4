import { randomUUID } from 'node:crypto';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** A directory that is there while the tests around the call run. */
export function scratchDirectory(): string {
  const directory = join(realpathSync(tmpdir()), `supermin-dpkg-test-${randomUUID()}`);
  beforeAll(() => mkdirSync(directory));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
