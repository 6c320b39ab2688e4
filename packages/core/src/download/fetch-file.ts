import { createHash, type Hash } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  ftruncateSync,
  openSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { type BytePath, toSystemPath } from '../path/byte-path.ts';
import { DownloadProblem, downloadFailed } from './errors.ts';
import { openSource, type SourceOptions } from './open-source.ts';

/** Tries at one address. */
const TRIES = 3;

const GOOD_PART = 64 * 1024;

export interface RemoteFile {
  /** For messages: `bash 5.2.15-2+b8`. */
  name: string;
  /** Where it is; the next one is asked where one fails. */
  urls: readonly string[];
  /** Bytes, if they are known. */
  size?: number;
  /** Most bytes of a file whose size is not known. */
  limit?: number;
  sha256?: string;
}

export interface FetchOptions extends SourceOptions {
  /** Told of bytes as they come; of bytes that have to come once more with a minus. */
  progress?: (bytes: number) => void;
}

/**
 * Downloads a file, going on with what is there of it, and checks it.
 *
 * @param path what is there is taken for its beginning
 * @throws SuperminError `DOWNLOAD_FAILED`, `DOWNLOAD_SIZE`, `DOWNLOAD_HASH`, `DOWNLOAD_MISSING`; system errors (`ENOSPC`); the
 *   signal's reason
 */
export async function fetchFile(
  file: RemoteFile,
  path: BytePath,
  options: FetchOptions,
): Promise<void> {
  const problems: { url: string; problem: DownloadProblem }[] = [];
  for (const url of file.urls) {
    const problem = await fetchFrom(url, file, path, options);
    if (problem === undefined) return;
    problems.push({ url, problem });
  }
  rmSync(toSystemPath(path), { force: true });
  throw downloadFailed(file.name, problems);
}

/** @returns why it cannot be had from there */
async function fetchFrom(
  url: string,
  file: RemoteFile,
  path: BytePath,
  options: FetchOptions,
): Promise<DownloadProblem | undefined> {
  let problem: DownloadProblem | undefined;
  let most = sizeOf(path);
  let isAnew = false;
  for (let tries = 0; tries < TRIES; tries++) {
    options.signal.throwIfAborted();
    const start = sizeOf(path);
    problem = await problemOf(fetchOnce(file, url, path, options));
    if (problem === undefined) return undefined;
    const size = sizeOf(path);
    if (problem.again) {
      // One that brought a good part does not count; one byte at a time would never end.
      if (size - most < goodPart(file)) continue;
      most = size;
    } else {
      // What it went on with may have been of another file, or the page of a portal that was in the way: all of it, once.
      if (start === 0 || isAnew) return problem;
      isAnew = true;
      rmSync(toSystemPath(path), { force: true });
      most = 0;
    }
    tries = -1;
  }
  return problem;
}

async function problemOf(fetching: Promise<void>): Promise<DownloadProblem | undefined> {
  try {
    await fetching;
    return undefined;
  } catch (error) {
    if (error instanceof DownloadProblem) return error;
    throw error;
  }
}

/** Bytes. */
function goodPart({ size = GOOD_PART }: RemoteFile): number {
  return Math.max(1, Math.min(GOOD_PART, size / 16));
}

async function fetchOnce(
  file: RemoteFile,
  url: string,
  path: BytePath,
  options: FetchOptions,
): Promise<void> {
  const there = sizeOf(path);
  const isComplete = file.size !== undefined && there === file.size;
  const start = file.size === undefined || there > file.size ? 0 : there;
  const fd = openSync(toSystemPath(path), 'a+', 0o600);
  const target = new Target(fd, file, options);
  try {
    await target.begin(start, path);
    if (!isComplete) {
      const source = await openSource(url, start, options);
      if (source.offset !== start) await target.begin(source.offset, path);
      for await (const chunk of source.chunks) {
        options.signal.throwIfAborted();
        target.add(chunk);
      }
    }
    target.check();
  } catch (error) {
    target.forget();
    throw error;
  } finally {
    closeSync(fd);
  }
}

function sizeOf(path: BytePath): number {
  return statSync(toSystemPath(path), { throwIfNoEntry: false })?.size ?? 0;
}

/** The file on this side. */
class Target {
  #hash: Hash = createHash('sha256');
  #size = 0;

  constructor(
    private readonly fd: number,
    private readonly file: RemoteFile,
    private readonly options: Pick<FetchOptions, 'progress' | 'signal'>,
  ) {}

  /** Keeps the first bytes that are there, and drops the rest. */
  async begin(size: number, path: BytePath): Promise<void> {
    this.#report(-this.#size);
    ftruncateSync(this.fd, size);
    this.#hash = createHash('sha256');
    this.#size = size;
    if (size > 0) {
      for await (const chunk of createReadStream(toSystemPath(path), { end: size - 1 })) {
        this.options.signal.throwIfAborted();
        this.#hash.update(chunk as Buffer);
      }
    }
    this.#report(size);
  }

  add(chunk: Uint8Array): void {
    this.#size += chunk.length;
    const most = this.file.size ?? this.file.limit ?? Number.POSITIVE_INFINITY;
    if (this.#size > most) {
      ftruncateSync(this.fd, 0);
      throw new DownloadProblem(`it has more than ${most} bytes`, false, 'DOWNLOAD_SIZE');
    }
    this.#hash.update(chunk);
    let written = 0;
    while (written < chunk.length) written += writeSync(this.fd, chunk, written);
    this.#report(chunk.length);
  }

  /** What is not the file that was asked for is not kept. @throws DownloadProblem */
  check(): void {
    const { size, sha256 } = this.file;
    if (size !== undefined && this.#size < size) {
      const text = `it ends after ${this.#size} of ${size} bytes`;
      throw new DownloadProblem(text, true, 'DOWNLOAD_SIZE');
    }
    if (sha256 === undefined || this.#hash.digest('hex') === sha256) return;
    ftruncateSync(this.fd, 0);
    throw new DownloadProblem('its SHA-256 is not the right one', false, 'DOWNLOAD_HASH');
  }

  /** The next try counts from the beginning. */
  forget(): void {
    this.#report(-this.#size);
    this.#size = 0;
  }

  #report(bytes: number): void {
    if (bytes !== 0) this.options.progress?.(bytes);
  }
}
