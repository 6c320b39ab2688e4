import { SuperminError } from '../errors/supermin-error.ts';
import type { Report } from '../events/event.ts';
import { type BytePath, displayPath } from '../path/byte-path.ts';

/** Far longer than any path; what would be is no list. */
const LINE_LIMIT = 65_536;

/** One package name a line, blanks around it left out. */
export function packageNames(text: string, file: BytePath): string[] {
  return numbered(text, file)
    .map(([line]) => line.trim())
    .filter((name) => name !== '');
}

/**
 * The patterns of hostfiles: one absolute path a line, which supermin 4 wrote with a dot in front. Others would match
 * nothing, so say so.
 */
export function hostPatterns(text: string, file: BytePath, report: Report): string[] {
  return numbered(text, file).flatMap(([line, number]) => {
    if (line.startsWith('/')) return [line];
    if (line === '.') return [];
    if (line.startsWith('./')) return [line.slice(1)];
    report({
      kind: 'warning',
      text: `${displayPath(file)}:${number}: '${displayPath(line)}' is not an absolute path, and left out`,
    });
    return [];
  });
}

/**
 * The patterns of excludefiles: one `-PATTERN` a line.
 *
 * @throws SuperminError `INPUT_EXCLUDE`
 */
export function excludePatterns(text: string, file: BytePath): string[] {
  return numbered(text, file).map(([line, number]) => {
    if (line.startsWith('-')) return line.slice(1);
    throw new SuperminError(
      'INPUT_EXCLUDE',
      `${displayPath(file)}:${number}: '${displayPath(line)}' does not begin with '-'`,
      { hint: 'excludefiles hold one -PATTERN a line' },
    );
  });
}

/** The lines of a list, blank ones left out; a final newline is optional and CRLF will do. */
function numbered(text: string, file: BytePath): [line: string, number: number][] {
  const lines = text
    .split('\n')
    .map((line, index): [string, number] => [line.replace(/\r$/, ''), index + 1]);
  const long = lines.find(([line]) => line.length > LINE_LIMIT);
  if (long !== undefined) {
    throw new SuperminError('INPUT_LINE', `${displayPath(file)}:${long[1]}: the line is too long`, {
      hint: `no path, pattern or package name has more than ${LINE_LIMIT} bytes`,
    });
  }
  return lines.filter(([line]) => line !== '');
}
