import {
  type ArchiveMember,
  type BytePath,
  compressionOf,
  type PristineFile,
  readDecompressed,
  readTar,
} from '@supermin/core';
import { archiveDamaged } from '../errors.ts';
import { type PackageInfo, parsePackageInfo } from '../format/package-info.ts';

/** A config file: never a match for the archive's size, so that no archive can fill the memory. */
const LARGEST_FILE = 64 * 2 ** 20;

const INFO: BytePath = '/.PKGINFO';

interface Found {
  files: Map<BytePath, PristineFile>;
  /** Hard links, by the name that has the content. */
  links: Map<BytePath, { target: BytePath; file: PristineFile }>;
}

/**
 * The wanted files of a package file (`.pkg.tar.zst`, or another compression, known by the content). It is read as a stream,
 * and only up to the last wanted file; nothing is written to disk, and names are only ever compared.
 *
 * @param wanted absolute paths
 * @throws SuperminError `PACMAN_ARCHIVE_DAMAGED`, `PROGRAM_MISSING`
 */
export async function readArchive(
  archive: BytePath,
  wanted: ReadonlySet<BytePath>,
  signal: AbortSignal,
): Promise<PristineFile[]> {
  const { files, links } = await search(archive, wanted, signal);
  // A link comes after the file that has its content, which nobody may have wanted.
  const targets = new Set([...links.values()].map(({ target }) => target));
  const contents = targets.size === 0 ? files : (await search(archive, targets, signal)).files;
  const linked = [...links.values()].map(({ target, file }) => {
    const bytes = contents.get(target)?.bytes;
    if (bytes === undefined) throw archiveDamaged(archive, `${file.path} is a link to nothing`);
    return { ...file, bytes };
  });
  return [...files.values(), ...linked];
}

/** What a package file says of itself. */
export async function readPackageInfo(
  archive: BytePath,
  signal: AbortSignal,
): Promise<PackageInfo> {
  const { files } = await search(archive, new Set([INFO]), signal);
  const bytes = files.get(INFO)?.bytes;
  if (bytes === undefined) throw archiveDamaged(archive, 'it has no .PKGINFO');
  return parsePackageInfo(Buffer.from(bytes).toString('latin1'));
}

async function search(
  archive: BytePath,
  wanted: ReadonlySet<BytePath>,
  signal: AbortSignal,
): Promise<Found> {
  const found: Found = { files: new Map(), links: new Map() };
  try {
    const chunks = readDecompressed(archive, compressionOf(archive), signal);
    for await (const member of readTar(chunks)) {
      signal.throwIfAborted();
      const path = absolutePath(member.name);
      if (wanted.has(path)) await take(member, path, found);
      if (found.files.size + found.links.size === wanted.size) break;
    }
    return found;
  } catch (error) {
    signal.throwIfAborted();
    if ((error as { code?: unknown }).code === 'PROGRAM_MISSING') throw error;
    throw archiveDamaged(archive, (error as Error).message, error);
  }
}

async function take(member: ArchiveMember, path: BytePath, { files, links }: Found): Promise<void> {
  const file: PristineFile = { path, mode: member.mode & 0o7777, mtime: member.mtime };
  if (member.type === 'link') links.set(path, { target: absolutePath(member.linkname), file });
  else if (member.type === 'symlink') files.set(path, { ...file, linkTarget: member.linkname });
  else if (member.type === 'file') files.set(path, { ...file, bytes: await readBytes(member) });
}

async function readBytes({ name, size, content }: ArchiveMember): Promise<Uint8Array> {
  if (size > LARGEST_FILE) throw new Error(`${name} is too large for a config file`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** `etc/passwd` to `/etc/passwd`. */
function absolutePath(name: string): BytePath {
  return `/${name.replace(/^(?:\.?\/)+/, '')}`;
}
