import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';

/** Where execvp(3), by which all else is run, looks without a PATH. */
const WITHOUT_PATH = '/bin:/usr/bin';

/**
 * The first program of `names` that can be executed: an absolute one where it stands, others on `path`
 * (a PATH; empty and relative entries are passed over, they would run what lies in the current directory).
 */
export function findHostProgram(
  names: readonly string[],
  path: string = process.env.PATH ?? WITHOUT_PATH,
): string | undefined {
  const directories = path.split(':').filter((directory) => directory.startsWith('/'));
  for (const name of names) {
    const candidates = name.startsWith('/') ? [name] : directories.map((dir) => join(dir, name));
    const found = candidates.find(isExecutable);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
