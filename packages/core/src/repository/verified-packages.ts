import { writeFileSync } from 'node:fs';
import { cacheName, FileCache } from '../cache/file-cache.ts';
import { type BytePath, toSystemPath } from '../path/byte-path.ts';
import type { PackageSignatures, RepositoryPackage } from '../plugin/repository-contract.ts';

/** Below the user's cache directory. */
const DIRECTORY = 'verified';

/** Which package files were found to be signed, by their digests: what is unpacked has no signature any more. */
export class VerifiedPackages {
  readonly #files: FileCache;

  /** @param signatures absent: nothing has to be verified */
  constructor(
    cache: BytePath,
    private readonly signatures: PackageSignatures | undefined,
  ) {
    this.#files = new FileCache(cache, DIRECTORY);
  }

  /** True for a package that need not be verified, or was. */
  async has(pkg: RepositoryPackage): Promise<boolean> {
    const name = this.#name(pkg);
    return name === undefined || (await this.#files.get(name, async () => false)) !== undefined;
  }

  /** @throws SuperminError, as `PackageSignatures.verify` */
  async verify(pkg: RepositoryPackage, file: BytePath): Promise<void> {
    const name = this.#name(pkg);
    if (name === undefined) return;
    await this.#files.get(name, async (temporary) => {
      await this.signatures!.verify(pkg, file);
      writeFileSync(toSystemPath(temporary), `${pkg.name} ${pkg.version}\n`, 'latin1');
      return true;
    });
  }

  #name(pkg: RepositoryPackage): string | undefined {
    const required = this.signatures?.required(pkg);
    return required === undefined ? undefined : cacheName([pkg.sha256, required]);
  }
}
