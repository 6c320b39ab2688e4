import type { ArchiveMember } from '../archive/member.ts';
import { isSuperminError } from '../errors/supermin-error.ts';
import { type BytePath, displayPath } from '../path/byte-path.ts';
import type { PristineFile } from '../plugin/contract.ts';
import { archiveDamaged } from './errors.ts';

/** Config files are far smaller: no archive can fill the memory. */
const LARGEST_FILE = 64 * 2 ** 20;

/** The members of an archive, as a stream. */
export type ReadMembers = (archive: BytePath, signal: AbortSignal) => AsyncIterable<ArchiveMember>;

type Open = () => AsyncIterable<ArchiveMember>;

interface Found {
  files: Map<BytePath, PristineFile>;
  /** Hard links, and the names whose content they have. */
  links: Map<BytePath, { target: BytePath; file: PristineFile }>;
  /** Contents that came with a link (cpio has them with an inode's last name), by the inode's first name. */
  contents: Map<BytePath, Uint8Array>;
}

/**
 * The wanted files of a package's archive, by absolute path. It is read as a stream to its end, so that a truncated
 * one is found out; nothing is written to disk, and names are only ever compared.
 *
 * @throws SuperminError `PACKAGE_DAMAGED`, which names the archive; `PROGRAM_MISSING`; the signal's reason
 */
export async function readArchiveFiles(
  members: ReadMembers,
  archive: BytePath,
  wanted: ReadonlySet<BytePath>,
  signal: AbortSignal,
): Promise<PristineFile[]> {
  try {
    return await readFiles(() => members(archive, signal), wanted);
  } catch (error) {
    signal.throwIfAborted();
    if (isSuperminError(error) && error.code === 'PROGRAM_MISSING') throw error;
    throw archiveDamaged(archive, error);
  }
}

async function readFiles(open: Open, wanted: ReadonlySet<BytePath>): Promise<PristineFile[]> {
  const found = await search(open, wanted);
  const { files, links, contents } = found;
  const lacking = [...links.values()].filter(({ target }) => !contents.has(target));
  // The file that has a link's content may not have been wanted itself: it is looked for once more.
  const targets = new Set(lacking.map(({ target }) => target));
  const others = targets.size === 0 ? undefined : await search(open, targets);
  const linked = [...links.values()].map(({ target, file }) => {
    const bytes = contents.get(target) ?? others?.files.get(target)?.bytes;
    if (bytes === undefined) {
      const [name, first] = [displayPath(file.path), displayPath(target)];
      throw new Error(`${name} is a hard link to ${first}, which does not exist`);
    }
    return { ...file, bytes };
  });
  return [...files.values(), ...linked];
}

async function search(open: Open, wanted: ReadonlySet<BytePath>): Promise<Found> {
  const found: Found = { files: new Map(), links: new Map(), contents: new Map() };
  for await (const member of open()) {
    const path = absolutePath(member.name);
    if (member.type === 'link') await takeLink(member, path, wanted, found);
    else if (wanted.has(path)) await take(member, path, found);
  }
  return found;
}

async function take(
  member: ArchiveMember,
  path: BytePath,
  { files, contents }: Found,
): Promise<void> {
  const file = metadata(member, path);
  if (member.type === 'symlink') files.set(path, { ...file, linkTarget: member.linkname });
  if (member.type !== 'file') return;
  const bytes = await readBytes(member);
  files.set(path, { ...file, bytes });
  contents.set(path, bytes);
}

async function takeLink(
  member: ArchiveMember,
  path: BytePath,
  wanted: ReadonlySet<BytePath>,
  { files, links, contents }: Found,
): Promise<void> {
  const target = absolutePath(member.linkname);
  if (wanted.has(path)) links.set(path, { target, file: metadata(member, path) });
  if (member.size === 0) return;
  const isWanted = files.has(target) || [...links.values()].some((link) => link.target === target);
  if (!isWanted) return;
  const bytes = await readBytes(member);
  contents.set(target, bytes);
  const first = files.get(target);
  if (first !== undefined) first.bytes = bytes;
}

function metadata({ mode, mtime }: ArchiveMember, path: BytePath): PristineFile {
  return { path, mode: mode & 0o7777, mtime };
}

async function readBytes({ name, size, content }: ArchiveMember): Promise<Uint8Array> {
  if (size > LARGEST_FILE) throw new Error(`${displayPath(name)} is too large for a config file`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** `./etc/passwd` to `/etc/passwd`. */
function absolutePath(name: BytePath): BytePath {
  return `/${name.replace(/^(?:\.?\/)+/, '')}`;
}
