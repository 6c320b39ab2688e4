import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';

/** Runs cpio(1), the judge of this package, and gives its standard output. */
export function cpio(args: string[], input: Uint8Array | string, cwd = '/'): Buffer {
  const result = spawnSync('cpio', args, {
    input,
    cwd,
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    maxBuffer: 2 ** 28,
  });
  if (result.error) throw new Error('these tests need the program cpio', { cause: result.error });
  if (result.status !== 0) throw new Error(`cpio ${args.join(' ')}: ${result.stderr}`);
  return result.stdout;
}

const directories: string[] = [];

afterEach(() => {
  for (const path of directories.splice(0)) rmSync(path, { recursive: true, force: true });
});

/** A directory that is removed after the test. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'supermin-newc-'));
  directories.push(path);
  return path;
}

/** Numbers that are random enough, and the same in every run. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
