import { type BytePath, displayPath, fromUnicode } from '../path/byte-path.ts';
import { SuperminError, systemErrorCode } from './supermin-error.ts';

interface Reason {
  /** Of the SuperminError. */
  code: string;
  text: string;
  hint: string;
}

/** Why the system refuses to write, or to open: errno(3). What depends on the place is not here: EACCES, ENOENT, EEXIST. */
const REASONS: Readonly<Record<string, Reason>> = {
  ENOSPC: {
    code: 'NO_SPACE',
    text: 'no space left on the filesystem',
    hint: 'free some space there, or write to another filesystem',
  },
  EDQUOT: {
    code: 'NO_SPACE',
    text: 'the disk quota is exceeded',
    hint: 'remove files of yours there, or write to another filesystem',
  },
  EFBIG: {
    code: 'FILE_SIZE_LIMIT',
    text: 'the file is larger than the filesystem, or the limit of this process, allows',
    hint: "raise the limit ('ulimit -f unlimited'), make a smaller output, or write to another filesystem",
  },
  EMFILE: {
    code: 'OPEN_FILES_LIMIT',
    text: 'this process may not open more files',
    hint: "raise the limit, such as 'ulimit -n 1024'",
  },
  ENFILE: {
    code: 'OPEN_FILES_LIMIT',
    text: 'the system may not open more files',
    hint: "end other programs, or raise the limit: 'sysctl fs.file-max'",
  },
  EROFS: {
    code: 'READ_ONLY_FILESYSTEM',
    text: 'the filesystem is read-only',
    hint: 'write to another filesystem, or mount this one read-write',
  },
  EIO: {
    code: 'INPUT_OUTPUT_ERROR',
    text: 'input/output error',
    hint: "check the disk: 'dmesg' shows what it reported",
  },
};

/** What an output takes, and what there was before it was begun. */
export interface Shortage {
  need: number;
  have: number;
  /** `files`: inodes. */
  unit: 'bytes' | 'files';
  /** What needs it, if not the file that is named: `the chroot`. */
  what?: string;
  /** `need` is a limit: of what is compressed only the length before is known. */
  atMost?: boolean;
}

/** Has the filesystem, or this user, no space left? */
export function isFull(error: unknown): boolean {
  return REASONS[systemErrorCode(error) ?? '']?.code === 'NO_SPACE';
}

/** May this process, or the system, open no more files? It says nothing about the one that was to be opened. */
export function isOutOfFiles(error: unknown): boolean {
  return REASONS[systemErrorCode(error) ?? '']?.code === 'OPEN_FILES_LIMIT';
}

/** Throws it if no more files may be opened: what could not be looked at must not be taken for missing. `path` as Node has it. */
export function throwIfOutOfFiles(error: unknown, path: string): void {
  if (isOutOfFiles(error)) throw describeFailure(error, fromUnicode(path));
}

/** For a message that has words of its own: why the system refuses, or its code. */
export function reasonOf(error: unknown): string {
  const code = systemErrorCode(error);
  return REASONS[code ?? '']?.text ?? code ?? String(error);
}

/**
 * The system's error as one that names the path and says what to do; any other error as it is.
 *
 * @param path that was written to, where the error does not tell
 * @param shortage told if there is no space left
 */
export function describeFailure(error: unknown, path: BytePath, shortage?: Shortage): unknown {
  const reason = REASONS[systemErrorCode(error) ?? ''];
  if (reason === undefined) return error;
  const own = refusedPath(error as PathError, reason);
  const shown = displayPath(own === undefined ? path : fromUnicode(own));
  const { code, text, hint } = reason;
  if (code !== 'NO_SPACE' || shortage === undefined) {
    return new SuperminError(code, `${shown}: ${text}`, { hint, cause: error });
  }
  const { need, have, unit, what = 'it', atMost = false } = shortage;
  const amount = `${atMost ? 'up to ' : ''}${need} ${unit}`;
  const message = `no space left for ${shown}: ${what} needs ${amount}, ${have} were available`;
  return new SuperminError(code, message, { hint, cause: error });
}

/** The paths of a system error as Node.js has them, text or not; `dest` of copies, links and renames. */
interface PathError {
  path?: unknown;
  dest?: unknown;
}

/** What was copied or linked is at the place that it comes from, and cannot be written at the one that it goes to. */
function refusedPath({ path, dest }: PathError, { code }: Reason): string | undefined {
  const isWriting = ['NO_SPACE', 'FILE_SIZE_LIMIT', 'READ_ONLY_FILESYSTEM'].includes(code);
  const place = isWriting ? (dest ?? path) : path;
  return typeof place === 'string' ? place : undefined;
}

/** Does some work; what the system refuses is told of `path`: see {@link describeFailure}. */
export function naming<T>(path: BytePath, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw describeFailure(error, path);
  }
}
