import { gunzipSync } from 'node:zlib';
import { type BytePath, withoutOctalEscapes } from '@supermin/core';
import { damaged } from '../errors.ts';

/** What the package's `.MTREE` tells of a file, as far as it matters here. */
export interface ShippedFile {
  /** Permission bits: `0o7777` at most. */
  mode: number | undefined;
  /** Hexadecimal. */
  sha256: string | undefined;
  md5: string | undefined;
  /** Of a symbolic link. */
  linkTarget: BytePath | undefined;
}

/** Unpacked. The largest packages have 10 MB; what unpacks to more is damaged, or made to fill the memory. */
const LARGEST = 64 * 2 ** 20;

const SIGNATURE = '#mtree';

/**
 * The files of a package as shipped, by absolute path: mtree(5) as makepkg has bsdtar write it, gzipped.
 *
 *     #mtree
 *     /set type=file uid=0 gid=0 mode=644
 *     ./etc/with\040space.conf time=1700000000.0 size=2 md5digest=3b5d... sha256digest=0263...
 *     ./etc/link time=1700000000.0 mode=777 type=link link=plain.conf
 *
 * @param path for the error's message
 */
export function parseMtree(path: BytePath, compressed: Uint8Array): Map<BytePath, ShippedFile> {
  const lines = unpack(path, compressed).split('\n');
  if (!lines[0]!.startsWith(SIGNATURE)) throw damaged(path, `it does not start with ${SIGNATURE}`);
  const files = new Map<BytePath, ShippedFile>();
  let defaults = new Map<string, string>();
  for (const line of lines) {
    const [first = '', ...words] = line.trim().split(/ +/);
    if (first === '/set') defaults = new Map([...defaults, ...pairs(words)]);
    else if (first === '/unset') for (const word of words) defaults.delete(word);
    else if (first.startsWith('./')) {
      files.set(
        withoutOctalEscapes(first).slice(1),
        shippedFile(new Map([...defaults, ...pairs(words)])),
      );
    }
  }
  return files;
}

function unpack(path: BytePath, compressed: Uint8Array): string {
  try {
    return gunzipSync(compressed, { maxOutputLength: LARGEST }).toString('latin1');
  } catch (error) {
    throw damaged(path, `it cannot be unpacked: ${(error as Error).message}`);
  }
}

function pairs(words: readonly string[]): [string, string][] {
  return words.map((word) => {
    const equals = word.indexOf('=');
    return equals < 0 ? [word, ''] : [word.slice(0, equals), word.slice(equals + 1)];
  });
}

function shippedFile(keywords: ReadonlyMap<string, string>): ShippedFile {
  const mode = Number.parseInt(keywords.get('mode') ?? '', 8);
  const link = keywords.get('type') === 'link' ? keywords.get('link') : undefined;
  return {
    mode: Number.isNaN(mode) ? undefined : mode & 0o7777,
    sha256: keywords.get('sha256digest') ?? keywords.get('sha256'),
    md5: keywords.get('md5digest') ?? keywords.get('md5'),
    linkTarget: link === undefined ? undefined : withoutOctalEscapes(link),
  };
}
