import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRoot, run } from './programs.ts';

/** Root in a container may not always. */
export const canMount = isRoot && tryMount(['-t', 'tmpfs', 'tmpfs']);
export const canOverlay =
  canMount && spawnSync('grep', ['-qw', 'overlay', '/proc/filesystems']).status === 0;

function tryMount(args: string[]): boolean {
  const directory = mkdtempSync(join(tmpdir(), 'supermin-test-'));
  const done = spawnSync('mount', [...args, directory]).status === 0;
  if (done) run('umount', [directory]);
  rmdirSync(directory);
  return done;
}

/** Mounts by mount(8) for the time that `work` takes; the last argument is where. */
export function mounted<T>(args: string[], work: () => T): T {
  run('mount', args);
  try {
    return work();
  } finally {
    run('umount', [args.at(-1)!]);
  }
}
