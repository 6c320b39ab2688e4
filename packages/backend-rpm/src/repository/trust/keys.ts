import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { displayPath, type Host, type OpenRepositoryOptions, toSystemPath } from '@supermin/core';
import { readable, type SignatureHints } from '@supermin/core/backend';
import { keyUnusable } from '../errors.ts';
import type { Source } from '../sources/source.ts';

/** Bytes of a file of keys: Fedora's have 5,000. */
const LIMIT = 1 << 20;

export const HINTS: SignatureHints = {
  noKeys:
    "install the distribution's keys (package distribution-gpg-keys), or name a file with gpgkey in a .repo file",
  unknownKey: 'install newer keys, or name the file with gpgkey in a .repo file',
  unsigned: "'gpgcheck=0' in a .repo file takes it nevertheless",
};

/**
 * The keys of a repository, in ASCII armour.
 *
 * @throws SuperminError `FROM_FILE`, `DOWNLOAD_*`
 */
export async function keysOf(
  { id, keys }: Source,
  { host, fetcher }: Pick<OpenRepositoryOptions, 'host' | 'fetcher'>,
): Promise<string[]> {
  const texts = await Promise.all(
    keys.map((key) => {
      if (key.startsWith('/')) return armoured(host, key);
      if (key.startsWith('file:') && URL.canParse(key)) return armoured(host, fileURLToPath(key));
      // Who can change what is fetched without encryption can choose the keys.
      if (!key.startsWith('https:')) throw keyUnusable(id, key);
      const file = { name: `key of ${displayPath(id)}`, urls: [key], limit: LIMIT };
      return fetcher.fetch(file, async (path) => blocksOf(readFileSync(toSystemPath(path))));
    }),
  );
  return [...new Set(texts.filter((text) => text !== ''))];
}

function armoured(host: Host, path: string): string {
  const bytes = readable(() => host.readFile(path));
  return bytes === undefined || bytes.length > LIMIT ? '' : blocksOf(bytes);
}

/** Only the blocks themselves: what is around them says nothing. */
function blocksOf(bytes: Buffer): string {
  const text = bytes.toString('latin1');
  const blocks = text.match(
    /-----BEGIN PGP PUBLIC KEY BLOCK-----[\s\S]*?-----END PGP PUBLIC KEY BLOCK-----/g,
  );
  if (blocks !== null) return blocks.map((block) => block.replace(/\r/g, '')).join('\n');
  // OpenPGP packets have the highest bit of their first byte set.
  if (bytes.length === 0 || bytes[0]! < 0x80) return '';
  const lines = bytes.toString('base64').replace(/(.{64})/g, '$1\n');
  return `-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n${lines}\n-----END PGP PUBLIC KEY BLOCK-----`;
}
