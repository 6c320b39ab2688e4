import { pipeline } from 'node:stream/promises';
import { type BytePath, compareBytes } from '@supermin/core';
import { type InputData, inputOf } from '../session/input-of.ts';
import type { Session } from '../session/session.ts';
import { collect } from './collect.ts';
import { type FileEntry, parseEntries } from './file-entry.ts';
import { type FileJob, runFileJob } from './run-file-job.ts';

/** Who does it, and until when. */
export interface FileOptions {
  /** `NAME|UID[:GROUP|GID]`, looked up in the VM. Default: root. */
  user?: string;
  signal?: AbortSignal;
}

/** How much is read. */
export interface ReadOptions extends FileOptions {
  /** Bytes that are kept in memory at most; of a list, each entry has 28 and its name. More is `LIMIT_EXCEEDED`. Default: 64 MiB. */
  limit?: number;
}

/** How a file is written. */
export interface WriteOptions extends FileOptions {
  /** Permission bits. Default: 0644 for a new file, else as they are. */
  mode?: number;
}

/** What is removed. */
export interface RemoveOptions extends FileOptions {
  /** A directory with all that is in it. Default: only an empty one. */
  recursive?: boolean;
}

/** Files of a VM, without a program of it. Paths are byte strings. */
export class VmFiles {
  readonly #session: Session;

  /** @internal */
  constructor(session: Session) {
    this.#session = session;
  }

  /** The content of a file. @throws SuperminError `FILE_MISSING`, `FILES_FAILED`, `LIMIT_EXCEEDED` */
  read(path: BytePath, options: ReadOptions = {}): Promise<Buffer> {
    return this.#run('read', [path], options, async (job) => {
      job.stdin.end();
      return await collect(job, path, options.limit);
    });
  }

  /**
   * Writes a file: a new one, or in place of what it had.
   *
   * @throws SuperminError `FILE_MISSING`: no such directory; `FILES_FAILED`
   */
  async write(
    path: BytePath,
    data: Exclude<InputData, null>,
    options: WriteOptions = {},
  ): Promise<void> {
    const { mode } = options;
    const argv = mode === undefined ? [path] : [path, (mode & 0o7777).toString(8)];
    await this.#run('write', argv, options, async (job) => {
      job.stdout.resume();
      await pipeline(inputOf(data)!, job.stdin);
    });
  }

  /** What is in a directory, in the order of names. @throws SuperminError `FILE_MISSING`, `FILES_FAILED`, `LIMIT_EXCEEDED` */
  list(path: BytePath, options: ReadOptions = {}): Promise<FileEntry[]> {
    return this.#run('list', [path], options, async (job) => {
      job.stdin.end();
      const entries = parseEntries(await collect(job, path, options.limit));
      return entries.sort((a, b) => compareBytes(a.name, b.name));
    });
  }

  /**
   * Removes a file or a directory.
   *
   * @throws SuperminError `FILE_MISSING`, `FILES_FAILED`
   */
  async remove(path: BytePath, options: RemoveOptions = {}): Promise<void> {
    const argv = options.recursive === true ? [path, 'recursive'] : [path];
    await this.#run('remove', argv, options, async (job) => {
      job.stdin.end();
      job.stdout.resume();
    });
  }

  #run<T>(
    action: FileJob['action'],
    argv: readonly BytePath[],
    { user, signal }: FileOptions,
    transfer: Parameters<typeof runFileJob<T>>[2],
  ): Promise<T> {
    const job = { action, argv, user, signal, what: `cannot ${action} in the VM` };
    return runFileJob(this.#session, job, transfer);
  }
}
