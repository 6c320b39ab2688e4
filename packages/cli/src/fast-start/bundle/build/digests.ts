import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { BUNDLED, builtModule } from './packages.ts';

/** What `import-installed.ts` compares installed files with: SHA-256 by the package's name. */
export function bundledDigests(): Record<string, string> {
  return Object.fromEntries(BUNDLED.map((name) => [name, digest(builtModule(name))]));
}

function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
