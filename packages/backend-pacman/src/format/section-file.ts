import type { BytePath } from '@supermin/core';
import { damaged } from '../errors.ts';

const HEADER = /^%([A-Z0-9_]+)%$/;

/**
 * A file of the local database, one byte a character: sections of lines, each ended by an empty line, the last one also by
 * the end of the file.
 *
 *     %NAME%
 *     bash
 *
 *     %DEPENDS%
 *     glibc
 *     readline>=8
 *
 * Only what follows an empty line can be a header: a file may be called `%FILES%`. Lines elsewhere, and sections that
 * nobody asks for, are passed over, as pacman does.
 */
export class SectionFile {
  /** pacman writes an empty line behind every section, the last one too. */
  readonly isCutOff: boolean;
  readonly #sections = new Map<string, readonly string[]>();

  /** @param path as the user would open it */
  constructor(
    readonly path: BytePath,
    text: string,
  ) {
    if (text.includes('\0')) throw damaged(path, 'it has a zero byte');
    this.isCutOff = text !== '' && !text.endsWith('\n\n');
    const lines = text.split('\n');
    for (let at = 0; at < lines.length; at++) {
      const name = HEADER.exec(lines[at]!)?.[1];
      if (name === undefined) continue;
      const empty = lines.indexOf('', at + 1);
      const end = empty < 0 ? lines.length : empty;
      if (this.#sections.has(name)) throw damaged(path, `it has two sections %${name}%`);
      this.#sections.set(name, lines.slice(at + 1, end));
      at = end;
    }
  }

  get isEmpty(): boolean {
    return this.#sections.size === 0;
  }

  /** The lines of a section; none if it is not there. */
  lines(section: string): readonly string[] {
    return this.#sections.get(section) ?? [];
  }

  /** The only line of a section that every package has. */
  line(section: string): string {
    const [line, ...others] = this.lines(section);
    if (line === undefined || others.length > 0) {
      throw damaged(this.path, `it has not one line in %${section}%`);
    }
    return line;
  }
}
