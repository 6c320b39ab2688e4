import { spawn } from 'node:child_process';
import { type BytePath, exitStatus, type PristineFile, toSystemPath } from '@supermin/core';
import { type ArchiveEntry, NewcArchive } from '@supermin/newc';
import { archiveDamaged } from '../errors.ts';

/** A config file: never a match for the archive's size, so that no archive can fill the memory. */
const LARGEST_FILE = 64 * 2 ** 20;

/**
 * The wanted files of an .rpm. rpm2cpio undoes whatever compression it has; the cpio archive that comes out is read as a
 * stream, so that a large package costs no memory. Nothing is written to disk, and names are only ever compared.
 *
 * @param wanted by absolute path
 */
export async function readArchive(
  archive: BytePath,
  wanted: ReadonlyMap<BytePath, unknown>,
  signal: AbortSignal,
): Promise<PristineFile[]> {
  signal.throwIfAborted();
  const child = spawn('rpm2cpio', [toSystemPath(archive).toString()], {
    env: { ...process.env, LANG: 'C', LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  const ended = exitStatus(child, 'rpm2cpio');
  const complaint = firstBytes(child.stderr);
  try {
    const [files, status] = await Promise.all([
      collect(new NewcArchive(child.stdout, archive), wanted),
      ended,
    ]);
    if (status !== 0) {
      throw new Error((await complaint).trim() || `rpm2cpio ended with status ${status}`);
    }
    return files;
  } catch (error) {
    child.kill('SIGKILL');
    // Of two errors the program's own words are the better ones: without output there is no archive to complain about.
    const reason = await ended
      .then(async (status) => (status === 0 ? '' : await complaint))
      .catch(() => '');
    signal.throwIfAborted();
    throw archiveDamaged(archive, reason.trim() || (error as Error).message, error);
  }
}

async function collect(
  archive: NewcArchive,
  wanted: ReadonlyMap<BytePath, unknown>,
): Promise<PristineFile[]> {
  const files: PristineFile[] = [];
  /** Hard links: only the last entry of an inode has the content. */
  const links = new Map<number, PristineFile[]>();
  for await (const entry of archive) {
    const path = absolutePath(entry.name);
    const isLink = entry.type === 'file' && entry.nlink > 1;
    if (!wanted.has(path) && !(isLink && links.has(entry.ino) && entry.size > 0)) continue;
    const file = await readFile(entry, path);
    if (file === undefined) continue;
    if (isLink) complete(links, entry, file);
    if (wanted.has(path)) files.push(file);
  }
  return files;
}

/** Gives the content to the names that came before it. */
function complete(
  links: Map<number, PristineFile[]>,
  { ino, size }: ArchiveEntry,
  file: PristineFile,
): void {
  const others = links.get(ino) ?? [];
  links.set(ino, [...others, file]);
  if (size > 0) for (const other of others) other.bytes = file.bytes!;
}

/** Undefined for what is neither a file nor a link. */
async function readFile(entry: ArchiveEntry, path: BytePath): Promise<PristineFile | undefined> {
  const { mode, mtime, type } = entry;
  const metadata = { path, mode: mode & 0o7777, mtime };
  if (type === 'symlink') return { ...metadata, linkTarget: await entry.linkTarget() };
  return type === 'file' ? { ...metadata, bytes: await entry.bytes(LARGEST_FILE) } : undefined;
}

/** `./etc/passwd` to `/etc/passwd`. */
function absolutePath(name: string): BytePath {
  return `/${name.replace(/^(?:\.?\/)+/, '')}`;
}

/** Enough of standard error for a message; the rest is read and dropped, so that the program never waits for us. */
async function firstBytes(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) if (text.length < 4096) text += chunk.toString();
  return text;
}
