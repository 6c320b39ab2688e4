import { createHash } from 'node:crypto';
import { type BytePath, type Host, Pacer, type PristineFile } from '@supermin/core';
import type { Diversions } from '../database/diversions.ts';
import type { InstalledPackage } from '../database/installed-package.ts';
import { infoFile } from '../database/locations.ts';
import { permitted } from '../database/permitted.ts';
import { parseMd5sums } from '../format/md5sums.ts';
import { readTextFile } from '../format/text-file.ts';
import { times } from './installed-files.ts';
import type { PackageFiles, PristineContext } from './pristine.ts';

/** A package whose archive is needed, and which files from it. */
export interface ChangedPackage {
  package: InstalledPackage;
  /** Path in the archive to path in the appliance: different only for a diverted file. */
  shipped: ReadonlyMap<BytePath, BytePath>;
}

export interface SortedOut {
  /** As on the host, which is as shipped. */
  unchanged: PristineFile[];
  changed: ChangedPackage[];
}

/**
 * Which config files are pristine on the host: those whose MD5 is the one that dpkg (for a conffile) or the package (for
 * another file below /etc) has recorded. One without a record counts as changed. Conffiles that the installed version no
 * longer has are neither: there is no original of them.
 */
export async function sortOut(
  { host, diversions, signal }: PristineContext,
  packages: readonly PackageFiles[],
): Promise<SortedOut> {
  const pacer = new Pacer(signal);
  const unchanged: PristineFile[] = [];
  const changed: ChangedPackage[] = [];
  for (const { package: found, files } of packages) {
    const digests = new ShippedDigests(host, found);
    const shipped = new Map<BytePath, BytePath>();
    for (const { path, hostPath } of files) {
      if (pacer.due()) await pacer.rest();
      const original = shippedPath(diversions, found, path);
      if (digests.isObsolete(original)) continue;
      const file = readPristine(host, hostPath ?? path, path, digests.of(original));
      if (file === undefined) shipped.set(original, path);
      else unchanged.push(file);
    }
    if (shipped.size > 0) changed.push({ package: found, shipped });
  }
  return { unchanged, changed };
}

/** A file that stands at its diverted path in the appliance is still shipped under its own. */
function shippedPath(diversions: Diversions, found: InstalledPackage, path: BytePath): BytePath {
  return diversions.shippedPath(path, found.name);
}

function readPristine(
  host: Host,
  hostPath: BytePath,
  path: BytePath,
  digest: string | undefined,
): PristineFile | undefined {
  if (digest === undefined) return undefined;
  // Whether a file that the user may not read is pristine cannot be told.
  return permitted(() => {
    const status = host.lstat(hostPath);
    if (status?.type !== 'file') return undefined;
    const bytes = host.readFile(hostPath);
    if (createHash('md5').update(bytes).digest('hex') !== digest) return undefined;
    return { path, ...times(status), bytes };
  });
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
