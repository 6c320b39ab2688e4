import { constants } from 'node:os';
import type { BytePath } from '@supermin/core';
import { numbersOf } from './numbers-of.ts';

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
  #bytes = Buffer.alloc(0);

  push(chunk: Buffer): void {
    if (this.#bytes.length < MOST_BYTES) this.#bytes = Buffer.concat([this.#bytes, chunk]);
  }

  get problems(): FileProblem[] {
    const found: FileProblem[] = [];
    const bytes = this.#bytes;
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
function errorName(number: number): string {
  const found = Object.entries(constants.errno).find(([, value]) => value === number);
  return found?.[0] ?? `error ${number}`;
}
