import { readdirSync, statSync } from 'node:fs';
import { Readable } from 'node:stream';
import { SuperminError } from '../errors/supermin-error.ts';
import type { Report } from '../events/event.ts';
import { fileStatus } from '../host/local-host.ts';
import { type BytePath, displayPath, joinPath, toSystemPath } from '../path/byte-path.ts';
import type { FileTree } from '../tree/file-tree.ts';
import { readBaseArchive } from './base-archive.ts';
import { CLASSIFY_BYTES, classify, type InputKind } from './classify.ts';
import type { ContentStore } from './content-store.ts';
import { type Compression, compressionOf, readDecompressed } from './decompress.ts';
import { excludePatterns, lines } from './text-lines.ts';

/** Lists of packages and patterns are small; anything beyond this is not one. */
const TEXT_LIMIT = 64 * 1024 * 1024;
const MAXIMUM_DEPTH = 64;

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

/** Every regular file of the inputs: folders recursively, names in byte order. Links are followed. */
export function listInputs(inputs: readonly BytePath[]): BytePath[] {
  return inputs.flatMap((path) => listInput(path, 0));
}

function listInput(path: BytePath, depth: number): BytePath[] {
  const stats = statSync(toSystemPath(path), { throwIfNoEntry: false });
  if (stats === undefined) {
    throw new SuperminError('INPUT_MISSING', `${displayPath(path)}: no such file or directory`, {
      hint: 'name the files or the directory that supermin --prepare wrote',
    });
  }
  const { type } = fileStatus(stats);
  if (type === 'file') return [path];
  if (type !== 'directory' || depth >= MAXIMUM_DEPTH) {
    throw new SuperminError(
      'INPUT_KIND',
      type === 'directory'
        ? `${displayPath(path)}: folders are nested too deeply; is there a link that leads back?`
        : `${displayPath(path)}: neither a regular file nor a directory (${type})`,
    );
  }
  return readdirSync(toSystemPath(path), { encoding: 'latin1' })
    .sort()
    .flatMap((name) => listInput(joinPath(path, name), depth + 1));
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
  for (const file of files) await readInput(file, appliance, options);
  return appliance;
}

async function readInput(
  file: BytePath,
  appliance: Appliance,
  options: ReadOptions,
): Promise<void> {
  const compression = compressionOf(file);
  const chunks = readDecompressed(file, compression, options.signal);
  const { head, whole } = await peek(chunks);
  const kind = classify(head, whole);
  options.report({
    kind: 'message',
    level: 1,
    text: `build: visiting ${displayPath(file)} type ${describe(compression, kind)}`,
  });
  const content = prepend(head, chunks);
  if (kind === 'base image (tar)') {
    const { tree, store, report } = options;
    await readBaseArchive(Readable.from(content), file, tree, store, report);
    return;
  }
  const text = await textOf(kind, content, file);
  if (kind === 'packages') append(appliance.packages, lines(text));
  if (kind === 'hostfiles') append(appliance.hostfiles, lines(text));
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
  content: AsyncGenerator<Buffer>,
  file: BytePath,
): Promise<string> {
  if (kind === 'cpio' || kind === 'unknown') {
    await content.return(undefined);
    throw wrongKind(kind, file);
  }
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
      ? `${displayPath(file)}: cpio archives are not supported as input`
      : `${displayPath(file)}: unknown file type in the appliance`,
    {
      hint:
        kind === 'cpio'
          ? 'make a tar archive of its content'
          : 'a list of packages, hostfiles (/PATH), excludefiles (-PATTERN) or a tar archive is expected',
    },
  );
}

async function peek(chunks: AsyncGenerator<Buffer>): Promise<{ head: Buffer; whole: boolean }> {
  let head: Buffer = Buffer.alloc(0);
  while (head.length < CLASSIFY_BYTES) {
    const { value, done } = await chunks.next();
    if (done) return { head, whole: true };
    head = head.length === 0 ? value : Buffer.concat([head, value]);
  }
  return { head, whole: false };
}

async function* prepend(head: Buffer, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  yield* rest;
}
