import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';

const made: string[] = [];

afterEach(() => {
  for (const directory of made.splice(0)) removeAll(directory);
});

/** A directory of the running test's own, removed after it. */
export function temporary(): string {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), 'supermin-test-'));
  made.push(directory);
  return directory;
}

function removeAll(directory: string): void {
  try {
    rmSync(directory, { recursive: true, force: true });
  } catch {
    // Directories that may not be written to, for an ordinary user.
    spawnSync('chmod', ['-R', 'u+rwx', directory]);
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Writes files, with the folders that they need: `{ 'etc/passwd': 'root:...' }`. Returns the directory. */
export function write(directory: string, files: Record<string, string | Uint8Array>): string {
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return directory;
}
