import { constants } from 'node:os';
import type { BytePath } from '@supermin/core';
import { numbersOf } from '../session/protocol.ts';
import { CountedList } from './counted-list.ts';

/** What is wrong with one path. */
export interface FileProblem {
  /** A byte string; of the VM or, where this side refused something, of this machine. */
  path: BytePath;
  /** As Node.js has it: `ENOSPC`, `EROFS`, `ENOENT`; `ELOOP` for a path that leads through a link. */
  code: string;
}

/** More is not kept: the guest is not trusted. */
const MOST_BYTES = 2 ** 20;
const LONGEST_PATH = 4096;

/** Collects what a file job of the guest says on standard error: u32 error, u32 length, path. */
export class ProblemReader {
  readonly #chunks: Buffer[] = [];
  #size = 0;

  push(chunk: Buffer): void {
    if (this.#size >= MOST_BYTES) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
  }

  /** What has come so far. */
  problems(): CountedList<FileProblem> {
    const found = new CountedList<FileProblem>();
    const bytes = Buffer.concat(this.#chunks);
    for (let at = 0; at + 8 <= bytes.length; ) {
      const [error = 0, length = 0] = numbersOf(bytes, at, 2);
      if (length > LONGEST_PATH || at + 8 + length > bytes.length) break;
      const path = bytes.toString('latin1', at + 8, at + 8 + length);
      found.push({ path, code: errorName(error) });
      at += 8 + length;
    }
    return found;
  }
}

/** The numbers of errors are the same on all of our architectures, as far as files have them. */
const ERROR_NAMES = new Map(
  Object.entries(constants.errno)
    .reverse()
    .map(([name, number]) => [number, name]),
);

function errorName(number: number): string {
  return ERROR_NAMES.get(number) ?? `error ${number}`;
}
