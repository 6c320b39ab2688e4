import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { output } from '../programs/output.ts';
import { controlOf, type DebDescription, debFileName, makeDeb } from './deb-file.ts';
import type { SigningKey } from './signing-key.ts';

export interface AptRepositoryOptions {
  /** What signs it; without one, `InRelease` has no signature. */
  key?: SigningKey;
  suite?: string;
  /** Architectures that there are indexes for. */
  architectures?: readonly string[];
  /** More fields of the Release file, or others. */
  release?: Readonly<Record<string, string>>;
  /** No package files: for what reads the indexes only. */
  indexOnly?: boolean;
  /** As dpkg-deb has it. */
  compression?: string;
}

/** A small repository of apt in a directory, as a mirror has it. */
export class AptRepository {
  readonly suite: string;
  readonly #options: AptRepositoryOptions;

  constructor(
    readonly directory: string,
    readonly packages: readonly DebDescription[],
    options: AptRepositoryOptions = {},
  ) {
    this.#options = options;
    this.suite = options.suite ?? 'stable';
    for (const each of options.indexOnly ? [] : packages) {
      const file = this.poolFile(each);
      mkdirSync(dirname(file), { recursive: true });
      makeDeb(each, file, options.compression);
    }
    this.writeIndexes();
  }

  poolFile(description: DebDescription): string {
    return join(this.directory, 'pool', debFileName(description));
  }

  /** Path of a file below the suite's directory. */
  suiteFile(path: string): string {
    return join(this.directory, 'dists', this.suite, path);
  }

  /** Packages files and what is signed of them, anew. */
  writeIndexes(packages = this.packages): void {
    const { architectures = ['amd64'] } = this.#options;
    const listed: string[] = [];
    for (const arch of architectures) {
      const text = packages
        .filter((each) => ['all', undefined, arch].includes(each.arch))
        .map((each) => this.#stanza(each))
        .join('\n');
      const path = `main/binary-${arch}/Packages`;
      listed.push(listing(path, Buffer.from(text, 'latin1')));
      for (const [ending, bytes] of [
        ['.gz', gzipSync(text)],
        ['.xz', output('xz', ['-c'], { input: Buffer.from(text, 'latin1') })],
      ] as const) {
        this.write(path + ending, bytes);
        listed.push(listing(path + ending, bytes));
      }
    }
    this.writeRelease(listed);
  }

  writeRelease(listed: readonly string[]): void {
    const { key, release = {}, architectures = ['amd64'] } = this.#options;
    const fields = {
      ...{ Origin: 'Test', Suite: this.suite, Codename: this.suite, Components: 'main' },
      ...{ Architectures: architectures.join(' '), Date: new Date().toUTCString() },
      ...release,
    };
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
    const text = `${[...lines, 'SHA256:', ...listed].join('\n')}\n`;
    this.write('InRelease', key === undefined ? text : key.clearsign(text));
  }

  /** Writes a file of the suite. */
  write(path: string, content: string | Uint8Array): void {
    const file = this.suiteFile(path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }

  /** InRelease becomes Release and Release.gpg, as old archives have them. */
  detachSignature(): void {
    const text = readFileSync(this.suiteFile('InRelease'), 'latin1')
      .replace(/^[\s\S]*?\n\n/, '')
      .replace(/-----BEGIN PGP SIGNATURE[\s\S]*$/, '');
    this.write('Release', text);
    this.write('Release.gpg', this.#options.key!.sign(text));
    rmSync(this.suiteFile('InRelease'));
  }

  #stanza(each: DebDescription): string {
    const path = `pool/${debFileName(each)}`;
    const bytes = this.#options.indexOnly
      ? Buffer.from(path)
      : readFileSync(join(this.directory, path));
    const digest = createHash('sha256').update(bytes).digest('hex');
    return `${controlOf(each)}Filename: ${path}\nSize: ${bytes.length}\nSHA256: ${digest}\n`;
  }
}

/** A line of a Release file. */
function listing(path: string, bytes: Buffer): string {
  return ` ${createHash('sha256').update(bytes).digest('hex')} ${bytes.length} ${path}`;
}
