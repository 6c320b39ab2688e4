import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { CLASSIFY_BYTES, classify } from '../appliance/classify.ts';
import { listInputs } from '../appliance/inputs.ts';
import { type BytePath, baseName, toSystemPath } from '../path/byte-path.ts';
import { severalLocks } from './errors.ts';
import { LOCK_NAME, type Lock, parseLock } from './lock.ts';

/** The lock among the inputs of a build. @throws SuperminError `LOCK_DAMAGED`, `LOCK_SEVERAL`, `INPUT_*` */
export function findLock(inputs: readonly BytePath[]): Lock | undefined {
  // A file of its name is one, or damaged: without it the packages would be this machine's.
  const files = listInputs(inputs).filter(
    (file) => baseName(file) === LOCK_NAME || classify(headOf(file)) === 'lock',
  );
  if (files.length > 1) throw severalLocks(files);
  const [file] = files;
  if (file === undefined) return undefined;
  return parseLock(readFileSync(toSystemPath(file), 'utf8'), file);
}

/** Empty of what cannot be read: whoever reads it says so. */
function headOf(file: BytePath): Buffer {
  try {
    const fd = openSync(toSystemPath(file), 'r');
    try {
      const bytes = Buffer.alloc(CLASSIFY_BYTES);
      return bytes.subarray(0, readSync(fd, bytes, 0, CLASSIFY_BYTES, 0));
    } finally {
      closeSync(fd);
    }
  } catch {
    return Buffer.alloc(0);
  }
}
