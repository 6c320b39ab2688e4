import type { BytePath } from '@supermin/core';

/** GNU tar's in the locale C, with `--quoting-style=escape`; each of them makes its status 1. */
const CHANGED =
  /^tar: \.(\/.*): (?:file changed as we read it|File removed before we read it|File shrank by \d+ bytes?; padding with zeros)$/;

/** Those that make no difference to its status. */
const HARMLESS =
  /^tar: .*: socket ignored$|^tar: Exiting with failure status due to previous errors$/;

/**
 * The files that changed while tar read them, by what it wrote about the root.
 *
 * @param text its standard error, bytes
 * @returns undefined if it has anything else to say, or nothing
 */
export function changedPaths(text: string): BytePath[] | undefined {
  const lines = text.split('\n').filter((line) => line !== '' && !HARMLESS.test(line));
  const paths = lines.map((line) => CHANGED.exec(line)?.[1]);
  if (paths.length === 0 || paths.includes(undefined)) return undefined;
  return paths.map((path) => unescaped(path!));
}

/** `\\`, `\n` and `\303` are the bytes that they stand for. */
export function unescaped(path: string): BytePath {
  return path.replace(/\\([0-7]{3}|.)/g, (whole, code: string) => {
    if (/^[0-7]{3}$/.test(code)) return String.fromCharCode(Number.parseInt(code, 8) & 0xff);
    return LETTERS[code] ?? (code === '\\' ? '\\' : whole);
  });
}

const LETTERS: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', ' ': ' ' },
};
