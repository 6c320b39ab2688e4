import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { SigningKey } from '../apt/signing-key.ts';
import type { PackageDescription } from './package-description.ts';
import { makePackageFile } from './package-file.ts';
import { type PackedPackage, writeRepository } from './repository.ts';

export interface SignedRepositoryOptions {
  /** What signs the packages. */
  key?: SigningKey | undefined;
  /** Signatures of packages are in the index, and not in files beside them. */
  inIndex?: boolean;
  /** What signs the index. */
  indexKey?: SigningKey | undefined;
}

/** A repository of pacman in a directory, as a mirror has it. */
export class SignedRepository {
  readonly packed: PackedPackage[];
  readonly index: string;

  constructor(
    readonly directory: string,
    readonly name: string,
    packages: readonly PackageDescription[],
    private readonly options: SignedRepositoryOptions = {},
  ) {
    mkdirSync(directory, { recursive: true });
    this.index = join(directory, `${name}.db`);
    const { key, inIndex = false } = options;
    this.packed = packages.map((described) => {
      const path = makePackageFile(directory, described);
      const signature = key?.signBytes(readFileSync(path));
      if (signature !== undefined && !inIndex) writeFileSync(`${path}.sig`, signature);
      return { described, path, ...(inIndex && signature ? { signature } : {}) };
    });
    this.writeIndex();
  }

  /** The index, and what is signed of it, anew. */
  writeIndex(packed = this.packed): void {
    writeRepository(this.directory, this.name, packed);
    const { indexKey } = this.options;
    if (indexKey === undefined) return;
    writeFileSync(`${this.index}.sig`, indexKey.signBytes(readFileSync(this.index)));
  }

  /** The file of a package. */
  fileOf(name: string): string {
    return this.packed.find(({ described }) => described.name === name)!.path;
  }

  /** Its path below the address of the repository. */
  pathOf(name: string): string {
    return basename(this.fileOf(name));
  }
}
