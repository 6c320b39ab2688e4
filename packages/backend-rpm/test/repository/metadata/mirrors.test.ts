import { writeFileSync } from 'node:fs';
import { type Fetcher, localHost } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { placesOf } from '../../../src/repository/metadata/mirrors.ts';
import type { Source } from '../../../src/repository/sources/source.ts';

/** Where a repository is, whose list of mirrors is this. */
async function places(list: string, source: Partial<Source> = { metalink: 'https://list' }) {
  const file = `${scratchDirectory()}/list`;
  writeFileSync(file, list);
  const fetcher: Fetcher = { fetch: (_, work) => work(file) };
  const found = await placesOf(
    {
      ...{ id: 'my', addresses: [], checkPackages: false, checkIndex: false, keys: [] },
      ...{ priority: 99, cost: 1000, exclude: [], include: [], ...source },
    },
    {
      ...{ host: localHost(), signal: new AbortController().signal, report: () => {} },
      ...{ cacheDirectory: '/nowhere', mirrors: [], from: [], fetcher },
    },
  );
  return { ...found, repomd: found.repomd && [...found.repomd] };
}
const url = (address: string) => `<url protocol="x">${address}/repodata/repomd.xml</url>`;

describe('a metalink', () => {
  it('has mirrors, those that encrypt first, and the SHA-256 digests that are right', async () => {
    const hashes =
      '<hash type="md5">m</hash><hash type="sha256"> s1 </hash><hash type="sha512">l</hash>';
    const older =
      '<mm0:alternate><hash type="sha256">s2</hash><hash type="sha1">o</hash></mm0:alternate>';
    const urls = url('http://a') + url('https://b') + url('http://c') + url('https://d');
    expect(await places(`<metalink>${hashes}${older}${urls}</metalink>`)).toEqual({
      addresses: ['https://b', 'https://d', 'http://a', 'http://c'],
      repomd: ['s1', 's2'],
    });
  });

  it('without a SHA-256 lets no repomd.xml be right', async () => {
    const found = await places(`<metalink><hash type="md5">m</hash>${url('http://a')}</metalink>`);
    expect(found.repomd).toEqual([]);
  });

  it('has no mirrors of other files, of other kinds, or of this machine', async () => {
    const others = '<url>https://x/repodata/other.xml</url>';
    const urls = url('rsync://r') + url('file:///f') + url('https://$x') + url('https://a');
    const found = await places(`<metalink>${others}${urls}</metalink>`);
    expect(found.addresses).toEqual(['https://a']);
  });

  it('gives the first twenty', async () => {
    const urls = Array.from({ length: 30 }, (_, at) => url(`https://m${at}`)).join('');
    const { addresses } = await places(`<metalink>${urls}</metalink>`);
    expect([addresses.length, addresses.at(-1)]).toEqual([20, 'https://m19']);
  });
});

describe('a list of mirrors', () => {
  it('is a line each, without final slashes; comments and what is no address are passed over', async () => {
    const list = '# http://no\nhttp://a//\n\n https://b/x \nnone\nftp://c\n';
    expect(await places(list, { mirrorlist: 'https://list' })).toEqual({
      addresses: ['http://a', 'https://b/x'],
      repomd: undefined,
    });
  });

  it('is refused if it is empty, and says which', async () => {
    await expect(places('# none\n', { mirrorlist: 'https://list' })).rejects.toMatchObject({
      code: 'INDEX_DAMAGED',
      message: expect.stringContaining('https://list'),
    });
  });

  it('is not looked at where there are addresses', async () => {
    const own = { addresses: ['http://own'], mirrorlist: 'https://list' };
    expect((await places('http://a\n', own)).addresses).toEqual(['http://own']);
  });

  it.each<Partial<Source>>([
    { addresses: ['http://$unknown/x'] },
    { addresses: ['http://a', 'ftp://b'] },
    { mirrorlist: '/etc/mirrors' },
    { metalink: 'https://' },
  ])('of an address that cannot be used is refused: %j', async (source) => {
    await expect(places('http://a\n', source)).rejects.toMatchObject({ code: 'FROM_FILE' });
  });
});
