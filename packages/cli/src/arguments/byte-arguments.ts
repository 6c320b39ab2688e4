import { readFileSync } from 'node:fs';
import { toUnicode } from './unicode.ts';

/**
 * The command's arguments as byte strings (latin-1, one character per byte).
 *
 * Node decodes arguments as UTF-8 and replaces what is not; file names need not be UTF-8, so where a replacement
 * character turns up the original bytes are read from the kernel.
 */
export function byteArguments(argv: readonly string[]): string[] {
  const encoded = argv.map((argument) => Buffer.from(argument, 'utf8').toString('latin1'));
  if (!argv.some((argument) => argument.includes('\ufffd'))) return encoded;
  try {
    const all = readFileSync('/proc/self/cmdline', 'latin1').split('\0').slice(0, -1);
    const last = all.slice(-argv.length);
    // A program that calls us as a module may have set other arguments than the kernel knows.
    const same = last.every((bytes, index) => toUnicode(bytes) === argv[index]);
    return same ? last : encoded;
  } catch {
    return encoded;
  }
}
