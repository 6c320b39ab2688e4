import { attempt, type BytePath, type Host, type SuperminError, shownPath } from '@supermin/core';
import { damaged } from '../errors.ts';

/**
 * A text file of the database, one byte a character, that knows how to say where it is damaged.
 *
 * dpkg ends every line of every such file with a newline and writes no zero byte. A last line without one was cut off;
 * zero bytes are what a crashed filesystem leaves.
 */
export class TextFile {
  constructor(
    /** As the user would open it, with the host root before it. */
    readonly path: BytePath,
    readonly text: string,
  ) {
    const zero = text.indexOf('\0');
    if (zero >= 0) throw this.damagedAt(zero, 'zero byte');
    if (text !== '' && !text.endsWith('\n')) {
      throw this.damagedAt(text.length, 'the file is cut off: its last line has no end');
    }
  }

  /** Counts the lines up to `offset` only now: a sound file costs nothing. */
  damagedAt(offset: number, problem: string): SuperminError {
    let line = 1;
    for (
      let at = this.text.indexOf('\n');
      at >= 0 && at < offset;
      at = this.text.indexOf('\n', at + 1)
    ) {
      line++;
    }
    return damaged(this.path, line, problem);
  }
}

/** Reads a file of the host; undefined when there is none. */
export function readTextFile(host: Host, path: BytePath): TextFile | undefined {
  const bytes = attempt(() => host.readFile(path), 'ENOENT');
  return bytes && new TextFile(shownPath(host, path), bytes.toString('latin1'));
}
