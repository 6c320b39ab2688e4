import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file that takes what a VM says on its serial port. */
export interface SerialLog {
  /** For `-serial`. */
  backend: string;
  /** What is in it, one character per byte; it is removed. */
  take(): string;
}

/**
 * QEMU drops bytes of a serial port where they are not taken at once, and a test on a busy machine does not read at once.
 * Every user may write to the file.
 */
export function serialLog(): SerialLog {
  const directory = mkdtempSync(join(tmpdir(), 'supermin-serial-'));
  const path = join(directory, 'log');
  writeFileSync(path, '');
  chmodSync(directory, 0o711);
  chmodSync(path, 0o666);
  return {
    backend: `file:${path}`,
    take() {
      const text = readFileSync(path, 'latin1');
      rmSync(directory, { recursive: true });
      return text;
    },
  };
}
