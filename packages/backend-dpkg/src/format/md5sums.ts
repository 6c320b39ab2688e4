import type { BytePath } from '@supermin/core';
import type { TextFile } from './text-file.ts';

const LINE = /^([0-9a-f]{32})[ *]{2}(.+)$/s;

/**
 * `info/NAME.md5sums`: path to digest in hex, for the files that are not conffiles.
 *
 *     d41d8cd98f00b204e9800998ecf8427e  usr/bin/x
 *
 * The file is the package's own, made by its build, and dpkg never checks it: a line of another form tells nothing about
 * a file, and is passed over.
 */
export function parseMd5sums(file: TextFile): Map<BytePath, string> {
  const digests = new Map<BytePath, string>();
  for (const line of file.text.split('\n')) {
    const match = LINE.exec(line);
    if (match !== null) digests.set(`/${match[2]!.replace(/^(?:\.?\/)+/, '')}`, match[1]!);
  }
  return digests;
}
