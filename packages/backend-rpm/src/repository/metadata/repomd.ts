import { type Attributes, readXml } from './xml.ts';

/** A file of a repository's index. */
export interface IndexFile {
  /** Below the repository's address. */
  href: string;
  sha256: string;
  /** Bytes, if told. */
  size: number | undefined;
  /** Bytes of it, unpacked, if told. */
  openSize: number | undefined;
}

/** What repomd.xml says. */
export interface Repomd {
  /** When the repository was made, in seconds since the epoch; 0 if it does not tell. */
  date: number;
  /** By type: `primary`, `filelists`. Only those with a SHA-256. */
  files: ReadonlyMap<string, IndexFile>;
}

/** Bytes that a file of an index may have, also unpacked: the largest has 700 MB. */
export const LARGEST = 2 ** 32;

const SHA256 = /^[0-9a-f]{64}$/;

/**
 * Reads a repomd.xml.
 *
 *     <repomd><revision>1700000000</revision>
 *       <data type="primary"><checksum type="sha256">…</checksum><location href="repodata/….xml.gz"/><size>…</size> … </data>
 */
export async function parseRepomd(
  bytes: Buffer,
  fault: (problem: string) => Error,
): Promise<Repomd> {
  const reader = new RepomdReader(fault);
  await readXml(once(bytes), reader, fault);
  if (!reader.isRepomd) throw fault('it is no repomd.xml');
  return { date: reader.date, files: reader.files };
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

class RepomdReader {
  readonly files = new Map<string, IndexFile>();
  isRepomd = false;
  date = 0;
  #type = '';
  #checksum = '';
  #file: Partial<IndexFile> = {};

  constructor(private readonly fault: (problem: string) => Error) {}

  open(name: string, attributes: Attributes): void {
    if (name === 'repomd') this.isRepomd = true;
    if (name === 'data') {
      this.#type = attributes.type ?? '';
      this.#file = {};
    }
    if (name === 'checksum') this.#checksum = attributes.type ?? '';
    if (name === 'location') this.#file.href = attributes.href ?? '';
  }

  close(name: string, text: string): void {
    const value = text.trim();
    if (name === 'checksum' && this.#checksum === 'sha256') this.#file.sha256 = value;
    if (name === 'size') this.#file.size = this.#bytes(value);
    if (name === 'open-size') this.#file.openSize = this.#bytes(value);
    // A revision may be any text; without one, the newest of the files tells.
    if (name === 'timestamp' || name === 'revision') this.date = Math.max(this.date, time(value));
    if (name === 'data') this.#add();
  }

  /** @throws what says that nobody can have meant as much: it would be downloaded, or unpacked */
  #bytes(text: string): number | undefined {
    if (!/^\d+$/.test(text)) return undefined;
    if (Number(text) > LARGEST)
      throw this.fault(`it asks for a file of ${text.slice(0, 30)} bytes`);
    return Number(text);
  }

  #add(): void {
    const { href = '', sha256 = '', size, openSize } = this.#file;
    if (!SHA256.test(sha256) || href === '' || href.split('/').includes('..')) return;
    this.files.set(this.#type, { href, sha256, size, openSize });
  }
}

/** Years 2001 to 2286: nothing else is a time. */
function time(text: string): number {
  return /^\d{10}(\.\d+)?$/.test(text) ? Math.floor(Number(text)) : 0;
}
