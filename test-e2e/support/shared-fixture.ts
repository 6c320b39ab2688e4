import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { inject } from 'vitest';

declare module 'vitest' {
  interface ProvidedContext {
    /** A directory of this run of all test files. */
    shared: string;
  }
}

/**
 * A directory that several test files read and none changes: the first one that asks makes it, the others wait. It is gone when all
 * tests have ended.
 */
export async function sharedFixture(
  name: string,
  make: (directory: string) => Promise<void>,
): Promise<string> {
  const [made, making] = [name, `${name}.making`].map((each) => join(inject('shared'), each));
  while (!existsSync(made!)) {
    try {
      mkdirSync(making!);
    } catch {
      await setTimeout(200);
      continue;
    }
    try {
      await make(making!);
      renameSync(making!, made!);
    } catch (error) {
      rmSync(making!, { recursive: true });
      throw error;
    }
  }
  return made!;
}
