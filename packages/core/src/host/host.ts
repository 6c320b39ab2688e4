import type { BytePath } from '../path/byte-path.ts';
import type { PipeOptions } from '../process/pipe.ts';
import type { RunOptions, RunResult } from '../process/run-options.ts';
import type { Content, Xattrs } from '../tree/node.ts';

export type FileType = 'file' | 'directory' | 'symlink' | 'character' | 'block' | 'fifo' | 'socket';

/** What `lstat` tells, with plain numbers. */
export interface FileStatus {
  type: FileType;
  /** Permission bits with setuid, setgid and sticky: `0o7777` at most. */
  mode: number;
  uid: number;
  gid: number;
  /** Bytes. */
  size: number;
  /** Seconds since the epoch, with fraction; may be negative. */
  mtime: number;
  nlink: number;
  /** Device that the file lies on and its inode number: equal for two names of one file. */
  dev: number;
  ino: number;
  /** Device that a character or block node stands for. */
  rdevMajor: number;
  rdevMinor: number;
  /** Time of the last change of data or metadata, in seconds since the epoch; absent where there is none. */
  ctime?: number;
  /** 512-byte units really allocated: fewer than `size / 512` for a sparse file. */
  blocks: number;
}

export interface FoundXattrs {
  /** Those that have any. */
  files: ReadonlyMap<BytePath, Xattrs>;
  /** False if something could not be looked at: then nothing is known of the others. */
  complete: boolean;
}

/**
 * The machine, image or directory that packages and files are read from: `/`, or `--root DIR`.
 *
 * Paths are absolute and as seen from inside it; symbolic links, also absolute ones, are followed
 * inside it and never lead out. Reading is synchronous: see decision 3 in docs/architecture.md. Tests
 * describe one in a literal.
 */
export interface Host {
  /** The directory, without a final slash, or `/`. */
  readonly root: BytePath;
  /** The whole file, following links. Throws the system's error; a fifo or device is refused rather than waited for. */
  readFile(path: BytePath): Buffer;
  /** Not following a link in the last component. Undefined when there is no such file; throws other errors (`EACCES`). */
  lstat(path: BytePath): FileStatus | undefined;
  /** Following links. Undefined when there is no such file, or where links go round in circles. */
  stat(path: BytePath): FileStatus | undefined;
  /** Names, without `.` and `..`, in byte order. Throws the system's error (`ENOENT`, `ENOTDIR`). */
  readdir(path: BytePath): BytePath[];
  readlink(path: BytePath): BytePath;
  /**
   * Where the bytes of a regular file are, links followed inside the root: a file of this machine, or a part of one, as roots
   * have it that are made of archives. Does not look whether there is such a file. A directory of this machine gives its path.
   *
   * @throws the system's error (`ELOOP`, `EACCES`; `ENOENT`, `EISDIR` of what has no place on this machine)
   */
  open(path: BytePath): Content;
  /**
   * Extended attributes of those of `paths` that have any; of a link in the last component, its own. What is not there has none.
   * Undefined where they cannot be read because a program is missing. Absent: no file of this root has any.
   */
  xattrs?(paths: readonly BytePath[], signal?: AbortSignal): Promise<FoundXattrs | undefined>;
  /**
   * Runs a program of *this machine* (never of the root) found on PATH. A missing program throws a SuperminError.
   * Arguments are text and go out as UTF-8: for a path that may be anything, set `cwd` and name it from there.
   */
  run(program: string, args: readonly string[], options?: RunOptions): Promise<RunResult>;
  /**
   * The same with streams: standard input from an iterable, standard output as what is returned. The program starts when that is
   * read, and has ended when there is no more to read. A status other than 0 is an error with what the program wrote on standard
   * error.
   */
  pipe(program: string, args: readonly string[], options?: PipeOptions): AsyncIterable<Buffer>;
}
