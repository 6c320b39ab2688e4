import { readdirSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

let retired = 0;

/**
 * Makes room for a new output. A tree of files is moved aside and emptied, and not removed: where thousands of inodes have just
 * been freed, ext4 looks at each of them again and again before it makes a new file, for minutes, and whoever runs next would
 * pay for that.
 */
export function retire(output: string): void {
  if (!holdsDirectories(output)) {
    rmSync(output, { recursive: true, force: true });
    return;
  }
  const aside = `${output}.${retired++}`;
  renameSync(output, aside);
  emptyFiles(aside);
}

function holdsDirectories(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isDirectory() !== true) return false;
  return readdirSync(path, { withFileTypes: true }).some((entry) => entry.isDirectory());
}

/** Gives back the blocks and the memory of all files below a directory. */
export function emptyFiles(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) emptyFiles(path);
    else if (entry.isFile()) truncateSync(path);
  }
}
