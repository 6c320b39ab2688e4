import type { BytePath } from '@supermin/core';
import type { InstalledPackage } from './installed-package.ts';

/** The paths of a package whose last component is `name`. */
export function* listedPaths({ record }: InstalledPackage, name: string): Generator<BytePath> {
  if (!record.mayOwn(name)) return;
  const { baseNames, directories, directoryIndexes } = record.files;
  for (let at = baseNames.indexOf(name); at >= 0; at = baseNames.indexOf(name, at + 1)) {
    yield directories[directoryIndexes[at]!]! + name;
  }
}
