import { readNewc } from '../archive/read-newc.ts';
import { readTar } from '../archive/read-tar.ts';
import { SuperminError } from '../errors/supermin-error.ts';
import type { Report } from '../events/event.ts';
import { type BytePath, displayPath } from '../path/byte-path.ts';
import type { FileTree } from '../tree/file-tree.ts';
import { readBaseArchive } from './base-archive.ts';
import { CLASSIFY_BYTES, classify, type InputKind } from './classify.ts';
import type { Compression } from './compression.ts';
import type { ContentStore } from './content-store.ts';
import { compressionOf, readDecompressed } from './decompress.ts';
import { type Ahead, readAhead } from './read-ahead.ts';
import { excludePatterns, hostPatterns, packageNames } from './text-lines.ts';

/** Lists of packages and patterns are small; anything beyond this is not one. */
const TEXT_LIMIT = 64 * 1024 * 1024;
/** What the text files among the inputs say; base archives went into the tree. */
export interface Appliance {
  packages: string[];
  hostfiles: string[];
  excludes: string[];
}

export interface ReadOptions {
  tree: FileTree;
  store: ContentStore;
  signal: AbortSignal;
  report: Report;
}

/**
 * Reads the inputs of a build. Each file is known by its content, through gzip, xz, zstd and lz4.
 *
 * @throws SuperminError naming the file: `INPUT_KIND`, `INPUT_EXCLUDE`, `APPLIANCE_COMPRESSION`, `ARCHIVE_...`
 */
export async function readAppliance(
  files: readonly BytePath[],
  options: ReadOptions,
): Promise<Appliance> {
  const appliance: Appliance = { packages: [], hostfiles: [], excludes: [] };
  const ahead = readAhead(files);
  for (const file of files) await readInput(file, ahead, appliance, options);
  return appliance;
}

async function readInput(
  file: BytePath,
  ahead: Ahead,
  appliance: Appliance,
  options: ReadOptions,
): Promise<void> {
  options.signal.throwIfAborted();
  const whole = ahead.get(file);
  const compression = whole?.compression ?? compressionOf(file);
  const content = await whole?.content;
  const chunks =
    content === undefined ? readDecompressed(file, compression, options.signal) : chunksOf(content);
  try {
    const head = await peek(chunks);
    const kind = classify(head);
    options.report({
      kind: 'message',
      level: 1,
      text: `build: visiting ${displayPath(file)} type ${describe(compression, kind)}`,
    });
    const all = prepend(head, chunks);
    const members = archiveReader(kind)?.(all, file);
    if (members !== undefined) {
      await readBaseArchive(members, file, options.tree, options.store, options.report);
    } else {
      readText(kind, await textOf(kind, all, file), file, appliance, options.report);
    }
  } finally {
    // Whoever stopped early (an error) leaves a file, or a program, to be closed.
    await chunks.return(undefined);
  }
}

function archiveReader(kind: InputKind) {
  if (kind === 'base image (tar)') return (content: AsyncIterable<Buffer>) => readTar(content);
  return kind === 'base image (cpio)' ? readNewc : undefined;
}

function readText(
  kind: InputKind,
  text: string,
  file: BytePath,
  appliance: Appliance,
  report: Report,
): void {
  if (kind === 'packages') append(appliance.packages, packageNames(text, file));
  if (kind === 'hostfiles') append(appliance.hostfiles, hostPatterns(text, file, report));
  if (kind === 'excludefiles') append(appliance.excludes, excludePatterns(text, file));
}

/** Not `push(...)`, which overflows the stack with very long lists. */
function append(list: string[], more: string[]): void {
  for (const item of more) list.push(item);
}

function describe(compression: Compression, kind: InputKind): string {
  return `${compression === 'none' ? 'uncompressed' : compression} ${kind}`;
}

async function textOf(
  kind: InputKind,
  content: AsyncIterable<Buffer>,
  file: BytePath,
): Promise<string> {
  if (kind === 'cpio' || kind === 'unknown') throw wrongKind(kind, file);
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of content) {
    length += chunk.length;
    if (length > TEXT_LIMIT) throw wrongKind('unknown', file);
    parts.push(chunk);
  }
  return Buffer.concat(parts).toString('latin1');
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

async function* chunksOf(whole: Buffer): AsyncGenerator<Buffer> {
  yield whole;
}

async function peek(chunks: AsyncGenerator<Buffer>): Promise<Buffer> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < CLASSIFY_BYTES) {
    const { value, done } = await chunks.next();
    if (done) break;
    head = head.length === 0 ? value : Buffer.concat([head, value]);
  }
  return head;
}

async function* prepend(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  yield* rest;
}
