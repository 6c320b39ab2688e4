import { fstatSync, statSync } from 'node:fs';
import { attempt } from '../errors/attempt.ts';
import { SuperminError } from '../errors/supermin-error.ts';
import { type BytePath, displayPath, toSystemPath } from '../path/byte-path.ts';
import { WRITE_BUFFER_SIZE } from './write-buffer.ts';

/** Does reading a file take more than one piece, between which it may change? */
export function isReadInPieces(bytes: number): boolean {
  return bytes > WRITE_BUFFER_SIZE;
}

/** Changes with whatever is written to the file. @param file a path as `node:fs` takes it, or a descriptor */
export function stampOf(file: string | Buffer | number): string {
  const { ino, size, mtimeMs, ctimeMs } =
    typeof file === 'number' ? fstatSync(file) : statSync(file);
  return `${ino} ${size} ${mtimeMs} ${ctimeMs}`;
}

/** What large files were before they were copied, so that no copy is half of one state and half of another. */
export class SourceStamps {
  readonly #stamps = new Map<BytePath, string>();

  /** To be called before the file is read. @param bytes that will be read of it */
  note(path: BytePath, bytes: number): void {
    if (!isReadInPieces(bytes) || this.#stamps.has(path)) return;
    // Where it is gone, or out of reach, whoever reads it says so.
    const stamp = current(path);
    if (stamp !== undefined) this.#stamps.set(path, stamp);
  }

  /** @throws SuperminError `SOURCE_CHANGED`, naming a file that is no longer what it was */
  verify(): void {
    for (const [path, stamp] of this.#stamps)
      if (current(path) !== stamp) throw sourceChanged(path);
  }
}

export function sourceChanged(path: BytePath): SuperminError {
  const text = `${displayPath(path)} changed while it was copied`;
  return new SuperminError('SOURCE_CHANGED', text, {
    hint: 'something writes to it, perhaps the package manager; build again',
  });
}

function current(path: BytePath): string | undefined {
  return attempt(() => stampOf(toSystemPath(path)));
}
