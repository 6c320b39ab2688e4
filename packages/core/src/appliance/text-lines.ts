import { SuperminError } from '../errors/supermin-error.ts';
import type { Report } from '../events/event.ts';
import { type BytePath, displayPath } from '../path/byte-path.ts';

/** Far longer than any path; what would be is no list. */
const LINE_LIMIT = 65_536;

/** Of a file, blank ones not counted: ten times the files of a large appliance. */
const MAXIMUM_LINES = 1_000_000;

/** As much of a line as messages show. */
const SHOWN = 100;

/**
 * One package name a line, blanks around it left out.
 *
 * @throws SuperminError `INPUT_COMMENT`
 */
export function packageNames(text: string, file: BytePath): string[] {
  const names: string[] = [];
  for (const [line, number] of numbered(text, file)) {
    const name = line.trim();
    if (name.startsWith('#')) throw comment(file, number, name);
    if (name !== '') names.push(name);
  }
  return names;
}

/** What is wrong with a file that is no list, if it begins with a comment. */
export function commentAbove(head: string, file: BytePath): SuperminError | undefined {
  const [, blank, line] = /^(\s*)(#[^\r\n]*)/.exec(head) ?? [];
  if (blank === undefined || line === undefined) return undefined;
  return comment(file, blank.split('\n').length, line);
}

/** No package manager has such a name. */
function comment(file: BytePath, number: number, line: string): SuperminError {
  const text = `${place(file, number)}: '${shown(line)}' looks like a comment`;
  return new SuperminError('INPUT_COMMENT', text, {
    hint: 'comments are not supported in lists of packages: remove the line',
  });
}

function place(file: BytePath, number: number): string {
  return `${displayPath(file)}:${number}`;
}

function shown(line: string): string {
  return displayPath(line.length > SHOWN ? `${line.slice(0, SHOWN)}...` : line);
}

/**
 * The patterns of hostfiles: one absolute path a line, which supermin 4 wrote with a dot in front. Others would match
 * nothing, so say so.
 */
export function hostPatterns(text: string, file: BytePath, report: Report): string[] {
  const patterns: string[] = [];
  for (const [line, number] of numbered(text, file)) {
    if (line === '.') continue;
    if (line.startsWith('/')) patterns.push(line);
    else if (line.startsWith('./')) patterns.push(line.slice(1));
    else {
      const text = `${place(file, number)}: '${shown(line)}' is not an absolute path, and left out`;
      report({ kind: 'warning', text });
    }
  }
  return patterns;
}

/**
 * The patterns of excludefiles: one `-PATTERN` a line.
 *
 * @throws SuperminError `INPUT_EXCLUDE`
 */
export function excludePatterns(text: string, file: BytePath): string[] {
  const patterns: string[] = [];
  for (const [line, number] of numbered(text, file)) {
    if (!line.startsWith('-')) {
      throw new SuperminError(
        'INPUT_EXCLUDE',
        `${place(file, number)}: '${shown(line)}' does not begin with '-'`,
        { hint: 'excludefiles hold one -PATTERN a line' },
      );
    }
    patterns.push(line.slice(1));
  }
  return patterns;
}

/** The lines of a list, blank ones left out, one after the other; a final newline is optional and CRLF will do. */
function* numbered(text: string, file: BytePath): Generator<[line: string, number: number]> {
  let lines = 0;
  for (let start = 0, number = 1; start < text.length; number++) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, text[end - 1] === '\r' ? Math.max(start, end - 1) : end);
    start = end + 1;
    if (line === '') continue;
    if (line.length > LINE_LIMIT) throw tooLong(file, number);
    if (line.includes('\0')) throw notText(file, number);
    if (++lines > MAXIMUM_LINES) throw tooMany(file);
    yield [line, number];
  }
}

function tooLong(file: BytePath, number: number): SuperminError {
  return new SuperminError('INPUT_LINE', `${place(file, number)}: the line is too long`, {
    hint: `no path, pattern or package name has more than ${LINE_LIMIT} bytes`,
  });
}

function notText(file: BytePath, number: number): SuperminError {
  return new SuperminError('INPUT_LINE', `${place(file, number)}: it holds a NUL byte`, {
    hint: 'a list of packages, hostfiles or excludefiles is plain text',
  });
}

function tooMany(file: BytePath): SuperminError {
  const text = `${displayPath(file)}: more than ${MAXIMUM_LINES} lines`;
  return new SuperminError('INPUT_SIZE', text, {
    hint: 'lists of packages and patterns are short; is this the right file?',
  });
}
