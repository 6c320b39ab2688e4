import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SigningKey } from '../apt/signing-key.ts';
import { output } from '../programs/output.ts';
import type { PackageDescription } from './package-description.ts';
import { encodePackage, fileNameOf, type PackageFileOptions } from './package-file.ts';

export interface RpmRepositoryOptions {
  /** Signs its index. */
  indexKey?: SigningKey | undefined;
  /** Signs the packages. */
  packageKey?: SigningKey | undefined;
  /** `gz`, `xz`, `zstd`. */
  compression?: string;
  /** Of the index. */
  revision?: number;
  /** What is odd about a package. */
  packageOptions?: (described: PackageDescription) => PackageFileOptions;
}

/** A repository of packages that a test describes; its index is createrepo_c's. */
export class RpmRepository {
  constructor(
    readonly directory: string,
    private readonly packages: readonly PackageDescription[],
    private readonly options: RpmRepositoryOptions = {},
  ) {
    mkdirSync(directory, { recursive: true });
    for (const each of packages) this.add(each);
    this.index();
  }

  add(described: PackageDescription): void {
    const { packageKey, packageOptions } = this.options;
    const sign = packageKey && ((header: Buffer) => packageKey.signBytes(header));
    const bytes = encodePackage(described, { sign, ...packageOptions?.(described) });
    writeFileSync(this.packageFile(described), bytes);
  }

  packageFile(described: PackageDescription): string {
    return join(this.directory, fileNameOf(described));
  }

  get packageFiles(): string[] {
    return this.packages.map((described) => this.packageFile(described));
  }

  /** Makes the index anew. */
  index(): void {
    const { compression = 'gz', revision, indexKey } = this.options;
    output('createrepo_c', [
      ...['--quiet', '--no-database', '--general-compress-type', compression],
      ...(revision === undefined
        ? []
        : ['--revision', String(revision), '--set-timestamp-to-revision']),
      this.directory,
    ]);
    if (indexKey !== undefined) this.sign(indexKey);
  }

  sign(key: SigningKey): void {
    const text = readFileSync(this.repomd, 'utf8');
    writeFileSync(`${this.repomd}.asc`, key.sign(text));
  }

  get repomd(): string {
    return join(this.directory, 'repodata/repomd.xml');
  }
}
