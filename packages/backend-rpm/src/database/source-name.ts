import type { SourcePackage } from '@supermin/core';

/** The tag SOURCERPM: `bash-5.2.15-1.fc38.src.rpm`. Undefined for packages without one, such as keys. */
export function parseSourceName(file: string): SourcePackage | undefined {
  const [, name, version] = /^(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm$/s.exec(file) ?? [];
  return name === undefined ? undefined : { name, version: version! };
}
