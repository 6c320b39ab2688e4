/**
 * A path as the kernel sees it: bytes, one per character (latin-1), never decoded as UTF-8.
 *
 *     '/usr/share/doc/caf\u00c3\u00a9'     is the UTF-8 file name "/usr/share/doc/café"
 *
 * File names on Linux are byte strings and need not be UTF-8. Kept this way they survive unchanged,
 * compare in byte order with `<`, and match patterns as in the C locale. Use {@link toSystemPath}
 * to hand one to `node:fs`, {@link displayPath} to show one, {@link fromUnicode} to take one from the
 * command line.
 */
export type BytePath = string;

const NOT_ASCII = /[^\x00-\x7f]/;

/** The form that `node:fs` takes: the string itself when it is ASCII, else its bytes. */
export function toSystemPath(path: BytePath): string | Buffer {
  return NOT_ASCII.test(path) ? Buffer.from(path, 'latin1') : path;
}

/** From a JavaScript (Unicode) string, as the command line and JSON give them. */
export function fromUnicode(path: string): BytePath {
  return NOT_ASCII.test(path) ? Buffer.from(path, 'utf8').toString('latin1') : path;
}

/** For messages: decoded as UTF-8; control characters (terminals obey some of them) and stray bytes as `\xNN`. */
export function displayPath(path: BytePath): string {
  const text = NOT_ASCII.test(path) ? decodeUtf8(path) : path;
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, escapeByte);
}

function decodeUtf8(path: BytePath): string {
  const bytes = Buffer.from(path, 'latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return path.replace(/[^\x00-\x7f]/g, escapeByte);
  }
}

function escapeByte(character: string): string {
  return `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

/** `/a` and `b` to `/a/b`; `/` and `b` to `/b`. */
export function joinPath(directory: BytePath, name: BytePath): BytePath {
  return directory.endsWith('/') ? directory + name : `${directory}/${name}`;
}

/** `/a/b` to `/a`, `/a` to `/`, `a` to `.`. */
export function parentPath(path: BytePath): BytePath {
  const slash = path.lastIndexOf('/');
  if (slash < 0) return '.';
  return slash === 0 ? '/' : path.slice(0, slash);
}

/** The last component: `/a/b` to `b`. */
export function baseName(path: BytePath): BytePath {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Byte order, the order of the C locale; for `Array.prototype.sort`. */
export function compareBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
