import type { OsRelease, Package } from '@supermin/core';
import { packageUrl } from '@supermin/core/backend';

/** Of rpm the epoch stands beside the version: `pkg:rpm/fedora/bind@9.18-1?arch=x86_64&distro=fedora-40&epoch=32`. */
export function urlOf(pkg: Package, release: OsRelease): string {
  const [, epoch, version] = /^(?:(\d+):)?(.*)$/s.exec(pkg.version)!;
  const qualifiers: Record<string, string> = epoch === undefined ? {} : { epoch };
  return packageUrl(pkg, release, { type: 'rpm', version: version!, qualifiers });
}
