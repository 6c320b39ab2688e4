import type { Readable, Writable } from 'node:stream';

/** The command's streams. */
export interface Streams {
  /** `null`: empty. */
  stdin: Readable | null;
  stdout: Writable;
  stderr: Writable;
}
