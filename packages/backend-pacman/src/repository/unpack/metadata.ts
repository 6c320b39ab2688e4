import type { ArchiveMember } from '@supermin/core/backend';

/** What tells of a package in its own file, by name: `.PKGINFO`, `.MTREE`, `.INSTALL`, `.BUILDINFO`. One byte a character. */
export type Metadata = Readonly<Record<string, string>>;

/** Bytes of all of them: the largest .MTREE have 3 MB, packed. */
const LIMIT = 64 << 20;

/** Collects them. */
export class MetadataReader {
  readonly files: Record<string, string> = {};
  #total = 0;

  /** @param fault makes the error for what cannot be a package's */
  constructor(private readonly fault: (problem: string) => Error) {}

  /** pacman's own rule: such a name is no file of the package. `./x` is none for pacman either, and nothing that makepkg makes. */
  static isMetadata({ name }: ArchiveMember): boolean {
    return /^\.[^./]/.test(name);
  }

  /** What is no file in the top directory is passed over. */
  async add({ name, type, content }: ArchiveMember): Promise<void> {
    if (type !== 'file' || name.includes('/')) return;
    const parts: Uint8Array[] = [];
    for await (const chunk of content) {
      this.#total += chunk.length;
      if (this.#total > LIMIT)
        throw this.fault(`${name} and the like have more than ${LIMIT} bytes`);
      parts.push(chunk);
    }
    this.files[name] = Buffer.concat(parts).toString('latin1');
  }
}
