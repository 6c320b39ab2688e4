import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Fetcher, localHost } from '@supermin/core';
import { type PackageDescription, RpmRepository } from '@supermin/test-support/rpm';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { fetchTable } from '../../../src/repository/index/fetch-table.ts';
import { parseRepomd } from '../../../src/repository/metadata/repomd.ts';
import type { Source } from '../../../src/repository/sources/source.ts';

const FETCHER: Fetcher = { fetch: ({ urls }, work) => work(fileURLToPath(urls[0]!)) };

/** What a cache gives of repositories, one after the other. */
class Tables {
  readonly #cache = scratchDirectory();

  async packages(
    described: readonly Omit<PackageDescription, 'version'>[],
    rules: Partial<Source> = {},
    arch = 'x86_64',
    missing = '',
  ): Promise<string[]> {
    const top = scratchDirectory();
    new RpmRepository(
      top,
      described.map((each) => ({ version: '1', ...each })),
    );
    const uri = pathToFileURL(top).href;
    const source: Source = {
      ...{ id: 'my', addresses: [uri], checkPackages: false, checkIndex: false, keys: [] },
      ...{ priority: 99, cost: 1000, exclude: [], include: [], ...rules },
    };
    const repomd = await parseRepomd(
      readFileSync(`${top}/repodata/repomd.xml`),
      (problem) => new Error(problem),
    );
    const files = new Map([...repomd.files].filter(([type]) => type !== missing));
    const table = await fetchTable(
      [{ ...repomd, files, source, uri, addresses: [uri], packageKeys: undefined }],
      arch,
      {
        ...{ host: localHost(), signal: new AbortController().signal, report: () => {} },
        ...{ cacheDirectory: this.#cache, mirrors: [], from: [], fetcher: FETCHER },
      },
    );
    return Array.from({ length: table.size }, (_, pkg) => table.entry(pkg).name);
  }
}

const A = { name: 'a', arch: 'x86_64' };
const B = { name: 'b', arch: 'x86_64' };

describe('the packages of a cache', () => {
  it('are those of the index, not of another one that was read before', async () => {
    const tables = new Tables();
    expect(await tables.packages([A])).toEqual(['a']);
    expect(await tables.packages([A, B])).toEqual(['a', 'b']);
    expect(await tables.packages([A])).toEqual(['a']);
  });

  it('are those that the repository is to have now, not those of other rules', async () => {
    const tables = new Tables();
    expect(await tables.packages([A, B], { exclude: ['a'] })).toEqual(['b']);
    expect(await tables.packages([A, B])).toEqual(['a', 'b']);
    expect(await tables.packages([A, B], { include: ['a'] })).toEqual(['a']);
  });

  it('are those that the architecture can run', async () => {
    const tables = new Tables();
    const all = [A, { name: 'c', arch: 'aarch64' }, { name: 'n', arch: 'noarch' }];
    expect(await tables.packages(all)).toEqual(['a', 'n']);
    expect(await tables.packages(all, {}, 'aarch64')).toEqual(['c', 'n']);
  });

  it('without primary.xml there are none: an error that says where', async () => {
    await expect(new Tables().packages([A], {}, 'x86_64', 'primary')).rejects.toMatchObject({
      code: 'INDEX_MISSING',
      message: expect.stringContaining('file://'),
    });
  });
});
