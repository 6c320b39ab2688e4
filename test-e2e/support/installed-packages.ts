import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface InstalledPackages {
  /** Sorted, each once. */
  names: string[];
  /** The sum of the sizes of all files. */
  bytes: number;
}

/** `node_modules/NAME/package.json`, also within another package. */
const MANIFEST = /(?:^|\/node_modules\/)((?:@[^/]+\/)?[^/]+)\/package\.json$/;

/** What npm has put into a `node_modules` directory. */
export function installedPackages(modules: string): InstalledPackages {
  const paths = readdirSync(modules, { recursive: true, encoding: 'utf8' });
  const names = paths.flatMap((path) => MANIFEST.exec(path)?.[1] ?? []);
  const files = paths.map((path) => statSync(join(modules, path))).filter((stat) => stat.isFile());
  return {
    names: [...new Set(names)].sort(),
    bytes: files.reduce((sum, { size }) => sum + size, 0),
  };
}
