import { spawnSync } from 'node:child_process';

/** Removes directories with all that is in them, also what their owner may not write to. */
export function removeDirectories(paths: readonly string[]): void {
  if (paths.length === 0) return;
  // Not `rmSync`, whose recursion ends at some 1,500 directories.
  const remove = () => spawnSync('rm', ['-rf', '--', ...paths]).status === 0;
  if (remove()) return;
  spawnSync('chmod', ['-R', 'u+rwx', '--', ...paths]);
  remove();
}
