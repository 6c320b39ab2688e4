import { spawn } from 'node:child_process';
import { pipeline } from 'node:stream';
import { type BytePath, exitStatus, type PristineFile, toSystemPath } from '@supermin/core';
import type { Extract, extract as ExtractFunction, Header } from 'tar-stream';
import { archiveDamaged } from '../errors.ts';

/** A config file: never a match for the archive's size, so that no archive can fill the memory. */
const LARGEST_FILE = 64 * 2 ** 20;

/** An option that tar-stream's own types leave out. */
const BYTE_NAMES = { filenameEncoding: 'latin1' } as Parameters<typeof ExtractFunction>[0];

type Entry = Omit<PristineFile, 'path'>;
type TarMember = AsyncIterable<Uint8Array> & { header: Header };

/**
 * The wanted files of a .deb. dpkg-deb undoes whatever compression it has; the tar that comes out is read as a stream, so
 * that a large package costs no memory, and nothing is written to disk.
 *
 * @param wanted absolute paths
 */
export async function readArchive(
  archive: BytePath,
  wanted: ReadonlySet<BytePath>,
  signal: AbortSignal,
): Promise<Map<BytePath, Entry>> {
  const { extract } = await import('tar-stream');
  signal.throwIfAborted();
  const child = spawn('dpkg-deb', ['--fsys-tarfile', toSystemPath(archive).toString()], {
    env: { ...process.env, LANG: 'C', LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal,
  });
  const ended = exitStatus(child, 'dpkg-deb');
  const complaint = firstBytes(child.stderr);
  const tar = extract(BYTE_NAMES);
  // Errors of both streams surface in collect().
  pipeline(child.stdout, tar as unknown as NodeJS.WritableStream, () => {});
  try {
    const [entries, status] = await Promise.all([collect(tar, wanted), ended]);
    if (status !== 0)
      throw new Error((await complaint).trim() || `dpkg-deb ended with status ${status}`);
    return entries;
  } catch (error) {
    child.kill('SIGKILL');
    await ended.catch(() => {});
    signal.throwIfAborted();
    throw archiveDamaged(archive, (error as Error).message, error);
  }
}

async function collect(tar: Extract, wanted: ReadonlySet<BytePath>): Promise<Map<BytePath, Entry>> {
  const entries = new Map<BytePath, Entry>();
  for await (const member of tar) {
    const { header } = member;
    const path = absolutePath(header.name);
    if (wanted.has(path)) {
      const content = await readContent(member as TarMember, entries);
      if (content !== undefined) entries.set(path, { ...metadata(header), ...content });
    }
    member.resume();
  }
  return entries;
}

/** Undefined for what is neither a file nor a link. */
async function readContent(
  member: TarMember,
  entries: ReadonlyMap<BytePath, Entry>,
): Promise<Pick<Entry, 'bytes' | 'linkTarget'> | undefined> {
  const { type, name, linkname } = member.header;
  if (type === 'symlink') return { linkTarget: linkname ?? '' };
  if (type === 'link') {
    const original = entries.get(absolutePath(linkname ?? ''));
    if (original === undefined)
      throw new Error(`${name} is a hard link to a file that is no config file`);
    return original.bytes === undefined ? {} : { bytes: original.bytes };
  }
  return type === 'file' ? { bytes: await readBytes(member) } : undefined;
}

async function readBytes(member: TarMember): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of member) {
    length += chunk.length;
    if (length > LARGEST_FILE)
      throw new Error(`${member.header.name} is too large for a config file`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function metadata({ mode, mtime }: Header): Pick<Entry, 'mode' | 'mtime'> {
  return { mode: mode & 0o7777, mtime: mtime.getTime() / 1000 };
}

/** `./etc/passwd` to `/etc/passwd`. What is odd in a name makes it nobody's: it is only ever compared. */
function absolutePath(name: string): BytePath {
  return `/${name.replace(/^(?:\.?\/)+/, '')}`;
}

/** Enough of standard error for a message; the rest is read and dropped, so that the program never waits for us. */
async function firstBytes(stream: NodeJS.ReadableStream): Promise<string> {
  let text = '';
  for await (const chunk of stream) if (text.length < 4096) text += chunk.toString();
  return text;
}
