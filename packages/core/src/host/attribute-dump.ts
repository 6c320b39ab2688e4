import type { BytePath } from '../path/byte-path.ts';
import { withoutOctalEscapes } from '../text/octal-escapes.ts';
import type { Xattrs } from '../tree/node.ts';

const FILE = '# file: ';

/**
 * Reads what `getfattr --dump --encoding=hex` prints, in latin-1:
 *
 *     # file: usr/bin/ping
 *     security.capability=0x0100000200200000000000000000000000000000
 *
 * Bytes that would break a line are octal there: `\012`. Files without attributes are not in it.
 */
export function parseAttributeDump(text: string): Map<BytePath, Xattrs> {
  const files = new Map<BytePath, Xattrs>();
  let attributes = new Map<string, Uint8Array>();
  for (const line of text.split('\n')) {
    if (line.startsWith(FILE)) {
      attributes = new Map();
      files.set(withoutOctalEscapes(line.slice(FILE.length)), attributes);
      continue;
    }
    const equals = line.indexOf('=');
    if (equals < 0) continue;
    const value = line.slice(equals + 1);
    attributes.set(
      withoutOctalEscapes(line.slice(0, equals)),
      Buffer.from(value.replace(/^0x/, ''), 'hex'),
    );
  }
  return files;
}
