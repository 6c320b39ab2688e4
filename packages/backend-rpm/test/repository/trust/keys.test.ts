import { mkdirSync, writeFileSync } from 'node:fs';
import { type Fetcher, localHost, SuperminError } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import type { Source } from '../../../src/repository/sources/source.ts';
import { keysOf } from '../../../src/repository/trust/keys.ts';

const top = scratchDirectory();
const BEGIN = '-----BEGIN PGP PUBLIC KEY BLOCK-----';
const END = '-----END PGP PUBLIC KEY BLOCK-----';
const block = (text: string) => `${BEGIN}\n\n${text}\n${END}`;

/** @param online what is at an address */
function keys(names: readonly string[], online: Record<string, string> = {}): Promise<string[]> {
  const fetcher: Fetcher = {
    fetch: async ({ name, urls, limit }, work) => {
      expect([name, limit]).toEqual(['key of my', 1 << 20]);
      const text = online[urls[0]!];
      if (text === undefined) throw new SuperminError('DOWNLOAD_MISSING', urls.join());
      writeFileSync(`${top}/download`, text);
      return work(`${top}/download`);
    },
  };
  const source = { id: 'my', keys: names } as unknown as Source;
  return keysOf(source, { host: localHost(), fetcher });
}

function put(name: string, content: string | Buffer): string {
  writeFileSync(`${top}/${name}`, content);
  return `${top}/${name}`;
}

describe('keys of a repository', () => {
  it('are the blocks of a file, without what is around them', async () => {
    const text = `Fedora (38)\n${block('one')}\r\npub 4096\n${block('two')}\ntrailing`;
    expect(await keys([put('several', text)])).toEqual([`${block('one')}\n${block('two')}`]);
  });

  it('may have lines as Windows has them', async () => {
    const file = put('crlf', block('one').replaceAll('\n', '\r\n'));
    expect(await keys([file])).toEqual([block('one')]);
  });

  it('may be packets, which are armoured', async () => {
    for (const length of [1, 48, 49, 100]) {
      const packets = Buffer.alloc(length, 0x99);
      const [text] = await keys([put('binary', packets)]);
      const lines = text!.split('\n');
      expect([lines[0], lines[1], lines.at(-1)]).toEqual([BEGIN, '', END]);
      expect(Buffer.from(lines.slice(2, -1).join(''), 'base64')).toEqual(packets);
      expect(lines.every((line) => line.length <= 64)).toBe(true);
    }
    const [least] = await keys([put('binary', Buffer.from([0x80]))]);
    expect(least).toContain('gA==');
  });

  it('are in files, at addresses of files, and on the web where nobody can change them', async () => {
    const path = put('a key', block('file'));
    const address = 'https://example.org/key';
    const found = await keys([`file://${path.replace(' ', '%20')}`, path, address], {
      [address]: block('web'),
    });
    expect(found).toEqual([block('file'), block('web')]);
  });

  it.each(['http://example.org/key', 'ftp://example.org/key', 'key', '$keys'])(
    'are not at %s',
    async (address) => {
      const known = { [address]: block('web') };
      await expect(keys([address], known)).rejects.toMatchObject({
        code: 'FROM_FILE',
        message: `repository my: keys from ${address} are not taken`,
      });
    },
  );

  it('are none where a file is not there, is empty, too large, or has no keys', async () => {
    mkdirSync(`${top}/directory`, { recursive: true });
    const large = put('large', `${block('x')}${' '.repeat(1 << 20)}`);
    const files = [
      `${top}/none`,
      put('empty', ''),
      put('text', 'no key'),
      put('low', '\x7f'),
      large,
    ];
    expect(await keys(files)).toEqual([]);
    const most = put('most', block('x').padEnd(1 << 20));
    expect(await keys([most])).toEqual([block('x')]);
  });

  it('that cannot be fetched are an error', async () => {
    await expect(keys(['https://example.org/none'])).rejects.toMatchObject({
      code: 'DOWNLOAD_MISSING',
    });
  });
});
