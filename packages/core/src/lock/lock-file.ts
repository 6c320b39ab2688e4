import { spawn } from 'node:child_process';
import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { SuperminError } from '../errors/supermin-error.ts';
import { reasonOf } from '../errors/write-failure.ts';
import type { Report } from '../events/event.ts';
import { type BytePath, displayPath, toSystemPath } from '../path/byte-path.ts';
import { exitStatus } from '../process/run.ts';

/** flock(1)'s status when the lock is held by somebody else and it may not, or no longer, wait. */
const HELD = 1;

/** A process number and a newline have no more. */
const HOLDER_BYTES = 12;

export interface LockOptions {
  signal: AbortSignal;
  report: Report;
  /** Give up after this many seconds; without it, wait as long as it takes. */
  timeout?: number;
}

/**
 * A lock on a file, held until {@link release} or the end of the process, however it ends.
 *
 * It is the kernel's flock(2), taken by flock(1) on a descriptor of ours: a lock belongs to the open file, not to
 * the process that asked for it, so it is still ours when flock(1) has gone. Each acquisition opens the file
 * anew: two in one process exclude each other like two processes.
 */
export class LockFile {
  private constructor(private readonly fd: number) {}

  /** @throws SuperminError `LOCK_FILE`, `LOCK_TIMEOUT` */
  static async acquire(path: BytePath, options: LockOptions): Promise<LockFile> {
    for (;;) {
      const fd = openLock(path);
      try {
        if (!(await flock(fd, ['-n'], options.signal))) await wait(fd, path, options);
        if (isAt(fd, path)) {
          noteHolder(fd);
          return new LockFile(fd);
        }
      } catch (error) {
        closeSync(fd);
        throw error;
      }
      closeSync(fd);
    }
  }

  release(): void {
    closeSync(this.fd);
  }
}

function openLock(path: BytePath): number {
  try {
    return openSync(toSystemPath(path), 'a+', 0o644);
  } catch (error) {
    throw new SuperminError(
      'LOCK_FILE',
      `${displayPath(path)}: cannot open the lock file (${reasonOf(error)})`,
      { hint: 'choose a file that you may write to with --lock', cause: error },
    );
  }
}

/** Whether the locked file is still the one that others find there: it may have been removed while it was waited for. */
function isAt(fd: number, path: BytePath): boolean {
  const [ours, theirs] = [fstatSync(fd), statSync(toSystemPath(path), { throwIfNoEntry: false })];
  return theirs !== undefined && ours.dev === theirs.dev && ours.ino === theirs.ino;
}

async function wait(fd: number, path: BytePath, options: LockOptions): Promise<void> {
  const holder = readHolder(fd);
  const held = !holder ? '' : ` (held by process ${holder})`;
  options.report({
    kind: 'message',
    level: 1,
    text: `waiting for lock ${displayPath(path)}${held}`,
  });
  const limit = options.timeout === undefined ? [] : ['-w', String(options.timeout)];
  if (await flock(fd, limit, options.signal)) return;
  throw new SuperminError(
    'LOCK_TIMEOUT',
    `${displayPath(path)}: still locked after ${options.timeout} seconds${held}`,
    { hint: 'another build is running; wait for it or give a longer --lock-timeout' },
  );
}

async function flock(fd: number, options: string[], signal: AbortSignal): Promise<boolean> {
  const child = spawn('flock', ['-x', ...options, '3'], {
    stdio: ['ignore', 'ignore', 'ignore', fd],
    signal,
  });
  const status = await exitStatus(child, 'flock').catch((error) => {
    signal.throwIfAborted();
    throw error;
  });
  if (status !== 0 && status !== HELD) {
    throw new SuperminError('LOCK_FILE', `flock failed with status ${status}`, {
      hint: 'does the filesystem of the lock file support locks?',
    });
  }
  return status === 0;
}

/** The process number that the file holds; empty if it holds nothing, undefined if it is somebody's file. */
function readHolder(fd: number): string | undefined {
  const bytes = Buffer.alloc(HOLDER_BYTES + 1);
  const length = readSync(fd, bytes, 0, bytes.length, 0);
  return /^(\d{0,10})\n?$/.exec(bytes.toString('latin1', 0, length))?.[1];
}

/** For those who wait. Not into a file that already holds something else: it may be dear to somebody. */
function noteHolder(fd: number): void {
  try {
    if (readHolder(fd) === undefined) return;
    ftruncateSync(fd);
    writeSync(fd, `${process.pid}\n`);
  } catch {
    // A full disk, say. The lock is held all the same.
  }
}
