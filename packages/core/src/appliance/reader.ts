import type { ArchiveMember } from '../archive/member.ts';
import { readNewc } from '../archive/read-newc.ts';
import { readTar } from '../archive/read-tar.ts';
import { SuperminError } from '../errors/supermin-error.ts';
import { type Report, say } from '../events/event.ts';
import { type BytePath, displayPath } from '../path/byte-path.ts';
import type { FileTree } from '../tree/file-tree.ts';
import { readBaseArchive } from './base-archive.ts';
import { CLASSIFY_BYTES, type InputKind } from './classify.ts';
import type { ContentStore } from './content-store.ts';
import { compressionOf, readDecompressed } from './decompress.ts';
import { type OpenInput, openInput } from './open-input.ts';
import { readAhead } from './read-ahead.ts';
import { commentAbove, excludePatterns, hostPatterns, packageNames } from './text-lines.ts';

/** Bytes of all lists of packages and patterns, unpacked. They are small, and what they say is kept in memory. */
const TEXT_LIMIT = 16 * 1024 * 1024;

/** What the text files among the inputs say. */
export interface Appliance {
  packages: string[];
  hostfiles: string[];
  excludes: string[];
  /** A file that is a lock: what it says is not read here. */
  lock?: BytePath;
}

export interface ArchiveOptions {
  /** Where what the base archives hold is put. */
  tree: FileTree;
  store: ContentStore;
}

export interface Reading {
  appliance: Appliance;
  /**
   * Reads the base archives, which may take longer than what can be done meanwhile. To be called, once: they are open.
   *
   * @throws SuperminError naming the file: `APPLIANCE_COMPRESSION`, `ARCHIVE_...`
   */
  archives(options: ArchiveOptions): Promise<void>;
  /** In place of `archives`, for who wants to know no more than what the texts say. */
  close(): Promise<void>;
}

export interface ReadOptions {
  signal: AbortSignal;
  report: Report;
}

/**
 * Reads the inputs of a build, the base archives only as far as it takes to know them. Each file is known by its content,
 * through gzip, xz, zstd and lz4.
 *
 * @throws SuperminError naming the file: `INPUT_KIND`, `INPUT_EXCLUDE`, `APPLIANCE_COMPRESSION`
 */
export async function readAppliance(
  files: readonly BytePath[],
  options: ReadOptions,
): Promise<Reading> {
  const appliance: Appliance = { packages: [], hostfiles: [], excludes: [] };
  const archives: OpenInput[] = [];
  const ahead = readAhead(files);
  let text = 0;
  try {
    for (const file of files) {
      options.signal.throwIfAborted();
      const input = await openInput(file, ahead, options.signal);
      visit(input, options.report);
      if (isArchive(input.kind)) archives.push(input);
      else text += await readText(input, appliance, TEXT_LIMIT - text, options.report);
    }
  } catch (error) {
    await close(archives);
    throw error;
  }
  return {
    appliance,
    archives: (more) => readArchives(archives, { ...options, ...more }),
    close: () => close(archives),
  };
}

function visit({ file, compression, kind }: OpenInput, report: Report): void {
  const how = compression === 'none' ? 'uncompressed' : compression;
  const text = `build: visiting ${displayPath(file)} type ${how} ${kind}`;
  say(report, text);
}

async function readArchives(
  archives: readonly OpenInput[],
  { tree, store, signal, report }: ReadOptions & ArchiveOptions,
): Promise<void> {
  try {
    for (const input of archives) {
      signal.throwIfAborted();
      const members = membersOf(input, signal, report);
      await readBaseArchive(members, { name: input.file, tree, store, report });
    }
  } finally {
    await close(archives);
  }
}

async function close(inputs: readonly OpenInput[]): Promise<void> {
  for (const input of inputs) await input.close();
}

function isArchive(kind: InputKind): boolean {
  return kind === 'base image (tar)' || kind === 'base image (cpio)';
}

function membersOf(
  { file, kind, compression, content }: OpenInput,
  signal: AbortSignal,
  report: Report,
): AsyncIterable<ArchiveMember> {
  if (kind === 'base image (cpio)') {
    const openRest = (offset: number) => {
      // Only then offsets in the content are those in the file.
      const rest = compression === 'none' ? compressionOf(file, offset) : 'none';
      return rest === 'none' ? undefined : readDecompressed(file, rest, signal, offset);
    };
    return readNewc(content, file, openRest);
  }
  const warn = (text: string) => report({ kind: 'warning', text: `${displayPath(file)}: ${text}` });
  return readTar(content, { warn });
}

/** @param room bytes that it may have. @returns those that it has */
async function readText(
  input: OpenInput,
  appliance: Appliance,
  room: number,
  report: Report,
): Promise<number> {
  const { file, kind } = input;
  try {
    if (kind === 'lock') {
      appliance.lock = file;
      return 0;
    }
    const text = await textOf(input, room);
    if (kind === 'packages') append(appliance.packages, packageNames(text, file));
    if (kind === 'hostfiles') append(appliance.hostfiles, hostPatterns(text, file, report));
    if (kind === 'excludefiles') append(appliance.excludes, excludePatterns(text, file));
    return text.length;
  } finally {
    await input.close();
  }
}

/** Not `push(...)`, which overflows the stack with very long lists. */
function append(list: string[], more: string[]): void {
  for (const item of more) list.push(item);
}

async function textOf({ kind, content, file }: OpenInput, room: number): Promise<string> {
  if (kind === 'cpio') throw wrongKind(kind, file);
  if (kind === 'unknown') throw commentAbove(await headOf(content), file) ?? wrongKind(kind, file);
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of content) {
    length += chunk.length;
    if (length > room) throw tooLarge(file);
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString('latin1');
}

function tooLarge(file: BytePath): SuperminError {
  const text = `${displayPath(file)}: the text files of the appliance have more than ${TEXT_LIMIT} bytes, unpacked`;
  return new SuperminError('INPUT_SIZE', text, {
    hint: 'lists of packages and patterns are short; is this the right file?',
  });
}

async function headOf(content: AsyncIterable<Buffer>): Promise<string> {
  for await (const chunk of content) return chunk.toString('latin1', 0, CLASSIFY_BYTES);
  return '';
}

function wrongKind(kind: 'cpio' | 'unknown', file: BytePath): SuperminError {
  return new SuperminError(
    'INPUT_KIND',
    kind === 'cpio'
      ? `${displayPath(file)}: a cpio archive in the old portable format (odc)`
      : `${displayPath(file)}: unknown file type in the appliance`,
    {
      hint:
        kind === 'cpio'
          ? "make it again with 'cpio -o -H newc', or as a tar archive"
          : 'a list of packages, hostfiles (/PATH), excludefiles (-PATTERN) or a tar archive is expected',
    },
  );
}
