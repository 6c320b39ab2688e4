import type { BytePath } from '@supermin/core';
import { damaged } from '../errors.ts';
import type { Header } from '../format/header.ts';
import {
  type Dependency,
  type FileColumns,
  isPlain,
  NO_FILES,
  NONE,
  type PackageRecord,
} from '../format/package-record.ts';
import { Tag } from '../format/tags.ts';

const MD5 = 1;

/** The three tags of a kind of dependency, as they lie in the header. */
interface RawDependencies {
  names: Buffer;
  flags: Uint32Array;
  versions: Buffer | undefined;
}

/** The tags of the files, as they lie in the header. */
interface RawFiles {
  baseNames: Buffer;
  directories: Buffer;
  directoryIndexes: Uint32Array;
  flags: Uint32Array;
  modes: Uint32Array;
  digests: Buffer | undefined;
  linkTargets: Buffer | undefined;
  digestAlgorithm: number;
}

/**
 * A package as its header tells of it. Of the header, of which changelogs and signatures are the most, only the wanted
 * tags are kept, and those are taken apart when they are asked for: most packages of a large system never are.
 */
export class HeaderRecord implements PackageRecord {
  readonly name: string;
  readonly epoch: number | undefined;
  readonly version: string;
  readonly release: string;
  readonly arch: string;
  readonly source: string;
  /** Of the header in the database's file. */
  readonly #offset: number;
  readonly #provides: RawDependencies | undefined;
  readonly #requires: RawDependencies | undefined;
  readonly #recommends: RawDependencies | undefined;
  readonly #files: RawFiles | undefined;
  #columns: FileColumns | undefined;
  #required: readonly Dependency[] | undefined;

  constructor(
    header: Header,
    private readonly path: BytePath,
  ) {
    this.#offset = header.offset;
    this.name = this.#text(header, Tag.name);
    this.version = this.#text(header, Tag.version);
    this.release = this.#text(header, Tag.release);
    this.epoch = header.numbers(Tag.epoch)?.[0];
    this.arch = header.string(Tag.arch) ?? NONE;
    if (!isPlain(this)) throw this.#damaged('a package with an impossible name or version');
    const source = header.string(Tag.sourceRpm) ?? '';
    // As rpm itself writes it into the headers of keys.
    this.source = source === NONE ? '' : source;
    this.#provides = rawDependencies(header, Tag.provideName, Tag.provideFlags, Tag.provideVersion);
    this.#requires = rawDependencies(header, Tag.requireName, Tag.requireFlags, Tag.requireVersion);
    this.#recommends = rawDependencies(
      header,
      Tag.recommendName,
      Tag.recommendFlags,
      Tag.recommendVersion,
    );
    this.#files = rawFiles(header);
  }

  /** Asked for once, by the index. */
  get provides(): readonly Dependency[] {
    return this.#dependencies(this.#provides);
  }

  get requires(): readonly Dependency[] {
    this.#required ??= this.#dependencies(this.#requires);
    return this.#required;
  }

  get recommends(): readonly Dependency[] {
    return this.#dependencies(this.#recommends);
  }

  get files(): FileColumns {
    this.#columns ??= this.#files === undefined ? NO_FILES : this.#fileColumns(this.#files);
    return this.#columns;
  }

  mayOwn(baseName: string): boolean {
    // With its NUL: also true of names that end so.
    return this.#files?.baseNames.includes(`${baseName}\0`, 0, 'latin1') ?? false;
  }

  #text(header: Header, tag: number): string {
    const text = header.string(tag);
    if (text === undefined || text === '') throw this.#damaged(`a package without tag ${tag}`);
    return text;
  }

  #dependencies(raw: RawDependencies | undefined): Dependency[] {
    if (raw === undefined) return [];
    const names = splitStrings(raw.names);
    const versions = raw.versions === undefined ? [] : splitStrings(raw.versions);
    this.#expectLengths('dependencies', [names, raw.flags, versions]);
    return names.map((name, at) => ({ name, flags: raw.flags[at]!, version: versions[at]! }));
  }

  #fileColumns(raw: RawFiles): FileColumns {
    const columns = {
      ...raw,
      baseNames: splitStrings(raw.baseNames),
      directories: splitStrings(raw.directories),
      digests: raw.digests === undefined ? [] : splitStrings(raw.digests),
      linkTargets: raw.linkTargets === undefined ? [] : splitStrings(raw.linkTargets),
    };
    const { baseNames, directoryIndexes, flags, modes, digests, linkTargets } = columns;
    this.#expectLengths('files', [baseNames, directoryIndexes, flags, modes, digests, linkTargets]);
    if (directoryIndexes.some((index) => index >= columns.directories.length)) {
      throw this.#damaged(`package ${this.name} has a file in no directory`);
    }
    return columns;
  }

  #expectLengths(what: string, arrays: readonly ArrayLike<unknown>[]): void {
    if (arrays.some(({ length }) => length !== arrays[0]!.length)) {
      const lengths = arrays.map(({ length }) => length).join(', ');
      throw this.#damaged(`package ${this.name} has ${what} of lengths ${lengths}`);
    }
  }

  #damaged(problem: string): Error {
    return damaged(this.path, this.#offset, problem);
  }
}

function rawDependencies(
  header: Header,
  name: number,
  flags: number,
  version: number,
): RawDependencies | undefined {
  const names = header.strings(name);
  if (names === undefined) return undefined;
  const versions = header.strings(version);
  return {
    names: Buffer.from(names),
    flags: header.numbers(flags) ?? new Uint32Array(),
    versions: versions && Buffer.from(versions),
  };
}

function rawFiles(header: Header): RawFiles | undefined {
  const baseNames = header.strings(Tag.baseNames);
  const directories = header.strings(Tag.directoryNames);
  if (baseNames === undefined || directories === undefined) return undefined;
  const digests = header.strings(Tag.fileDigests);
  const linkTargets = header.strings(Tag.fileLinkTargets);
  return {
    baseNames: Buffer.from(baseNames),
    directories: Buffer.from(directories),
    directoryIndexes: header.numbers(Tag.directoryIndexes) ?? new Uint32Array(),
    flags: header.numbers(Tag.fileFlags) ?? new Uint32Array(),
    modes: header.numbers(Tag.fileModes) ?? new Uint32Array(),
    digests: digests && Buffer.from(digests),
    linkTargets: linkTargets && Buffer.from(linkTargets),
    digestAlgorithm: header.numbers(Tag.fileDigestAlgorithm)?.[0] ?? MD5,
  };
}

/** `a NUL b NUL` to a, b. */
export function splitStrings(bytes: Buffer): string[] {
  const strings = bytes.toString('latin1').split('\0');
  strings.pop();
  return strings;
}
