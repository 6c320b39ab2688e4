import { createHash } from 'node:crypto';
import type { BytePath, Host, PackageFile, PristineFile } from '@supermin/core';
import type { ConfigFile } from '@supermin/core/backend';
import type { Diversions } from '../database/diversions.ts';
import type { InstalledPackage } from '../database/installed-package.ts';
import { infoFile } from '../database/locations.ts';
import { parseMd5sums } from '../format/md5sums.ts';
import { readTextFile } from '../format/text-file.ts';

/**
 * The config files of a package. One is as shipped if its MD5 is the one that dpkg (for a conffile) or the package (for another
 * file below /etc) has recorded. Conffiles that the installed version no longer has are left out: there is no original.
 */
export function* configFiles(
  host: Host,
  diversions: Diversions,
  found: InstalledPackage,
  files: readonly PackageFile[],
): Generator<ConfigFile> {
  const digests = new ShippedDigests(host, found);
  for (const { path, hostPath, config } of files) {
    if (!config) continue;
    // A file that stands at its diverted path in the appliance is still shipped under its own.
    const shippedAs = diversions.shippedPath(path, found.name);
    if (digests.isObsolete(shippedAs)) continue;
    const digest = digests.of(shippedAs);
    const asShipped = digest === undefined ? undefined : hasDigest(digest);
    yield { path, hostPath, shippedAs, asShipped };
  }
}

/** A link in place of the file is a change. */
function hasDigest(digest: string): (file: PristineFile) => PristineFile | undefined {
  return (file) =>
    file.bytes !== undefined && createHash('md5').update(file.bytes).digest('hex') === digest
      ? file
      : undefined;
}

/** The MD5 digests of one package's config files. */
class ShippedDigests {
  readonly #conffiles = new Map<BytePath, string>();
  readonly #obsolete = new Set<BytePath>();
  #others: ReadonlyMap<BytePath, string> | undefined;

  constructor(
    private readonly host: Host,
    private readonly found: InstalledPackage,
  ) {
    for (const { path, digest, obsolete } of found.conffiles) {
      if (obsolete) this.#obsolete.add(path);
      else this.#conffiles.set(path, digest);
    }
  }

  isObsolete(path: BytePath): boolean {
    return this.#obsolete.has(path);
  }

  of(path: BytePath): string | undefined {
    return this.#conffiles.get(path) ?? this.#md5sums().get(path);
  }

  #md5sums(): ReadonlyMap<BytePath, string> {
    if (this.#others === undefined) {
      const file = readTextFile(this.host, infoFile(this.found.infoStem, 'md5sums'));
      this.#others = file === undefined ? new Map() : parseMd5sums(file);
    }
    return this.#others;
  }
}
