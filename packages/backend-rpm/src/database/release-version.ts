import { type Host, readOsRelease } from '@supermin/core';
import type { PackageIndex } from './package-index.ts';

const CAPABILITIES = ['system-release(releasever)', 'system-release', 'distribution-release'];

/**
 * `$releasever` in the addresses of repositories, found as dnf does: the version of the capability that says so, else that
 * of the package that makes the distribution what it is; else what os-release says.
 */
export function releaseVersion(host: Host, index: PackageIndex): string | undefined {
  for (const name of CAPABILITIES) {
    const [found] = index.providers({ name, flags: 0, version: '' });
    if (found === undefined) continue;
    const said = found.record.provides.find((each) => each.name === name)?.version ?? '';
    return name.endsWith('(releasever)') && said !== '' ? said : found.record.version;
  }
  return readOsRelease(host).versionId || undefined;
}
