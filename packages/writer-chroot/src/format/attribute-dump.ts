import type { BytePath } from '@supermin/core';

/** All but these is written as `\ooo`, as getfattr(1) does it for some of it. */
const UNSAFE = /[^\w./:@%+,~-]/g;

/**
 * One file's part of what `getfattr --dump` prints and `setfattr --restore` reads; in latin-1.
 *
 *     # file: usr/bin/ping
 *     security.capability=0sAQAAAgAgAAAAAAAAAAAAAAAAAAA=
 *
 * @param path relative
 */
export function encodeAttributes(path: BytePath, xattrs: ReadonlyMap<string, Uint8Array>): string {
  const lines = [...xattrs].map(([name, value]) => `${quote(name)}=${encodeValue(value)}\n`);
  return `# file: ${quote(path)}\n${lines.join('')}\n`;
}

/** setfattr passes over an empty value in base64, without a word. */
function encodeValue(value: Uint8Array): string {
  return value.length === 0 ? '""' : `0s${Buffer.from(value).toString('base64')}`;
}

function quote(text: string): string {
  // Names of attributes may come as text; a byte string stays what it is.
  const bytes = /[^\x00-\xff]/.test(text) ? Buffer.from(text).toString('latin1') : text;
  return bytes.replace(
    UNSAFE,
    (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
}
