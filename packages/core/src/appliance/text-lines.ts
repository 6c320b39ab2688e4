import { SuperminError } from '../errors/supermin-error.ts';
import { type BytePath, displayPath } from '../path/byte-path.ts';

/** The lines of a list, blank ones left out; a final newline is optional and CRLF will do. */
export function lines(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line !== '' && line !== '\r');
}

/** The patterns of excludefiles: one `-PATTERN` a line. */
export function excludePatterns(text: string, file: BytePath): string[] {
  const patterns: string[] = [];
  text.split(/\r?\n/).forEach((line, index) => {
    if (line === '') return;
    if (!line.startsWith('-')) {
      throw new SuperminError(
        'INPUT_EXCLUDE',
        `${displayPath(file)}:${index + 1}: '${displayPath(line)}' does not begin with '-'`,
        { hint: 'excludefiles hold one -PATTERN a line' },
      );
    }
    patterns.push(line.slice(1));
  });
  return patterns;
}
