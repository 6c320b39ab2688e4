import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { notEmpty, notWritten } from './errors.ts';
import type { PlannedFile } from './planned-file.ts';

/**
 * Makes a new directory and the files in it.
 *
 * @throws CreateError `DIRECTORY` if anything of that name is there, `WRITE`
 */
export function writePackage(directory: string, files: readonly PlannedFile[]): void {
  attempt(directory, () => mkdirSync(directory));
  for (const { path, content, executable } of files) {
    const file = join(directory, path);
    attempt(file, () => {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content, { flag: 'wx', mode: executable ? 0o777 : 0o666 });
    });
  }
}

function attempt(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === 'EEXIST' ? notEmpty(path) : notWritten(path, error);
  }
}
