import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchDirectory } from '../scratch/scratch-directory.ts';

/** A file that takes what a VM says on its serial port. */
export interface SerialLog {
  /** For `-serial`. */
  backend: string;
  /** What is in it, one character per byte. */
  text(): string;
}

/**
 * QEMU drops bytes of a serial port where they are not taken at once, and a test on a busy machine does not read at once.
 * Every user may write to the file.
 */
export function serialLog(): SerialLog {
  const path = join(scratchDirectory({ log: '' }), 'log');
  chmodSync(path, 0o666);
  return { backend: `file:${path}`, text: () => readFileSync(path, 'latin1') };
}
