import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Fetcher, localHost, SuperminError } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { fetchRepomd } from '../../../src/repository/metadata/fetch-repomd.ts';
import type { Source } from '../../../src/repository/sources/source.ts';

const HOUR = 3600;
const NOW = Math.floor(Date.now() / 1000);
const OLD = { code: 'INDEX_OLD' };

/** Mirrors of one repository. What is on http is a file of this machine here. */
class Mirrors {
  readonly #top = scratchDirectory();
  readonly #cache = scratchDirectory();
  readonly #fetcher: Fetcher = {
    fetch: async ({ urls, name }, work) => {
      const local = urls.map((url) =>
        url.startsWith('file:') ? fileURLToPath(url) : url.replace(/^https?:\//, this.#top),
      );
      const found = local.find((path) => existsSync(path));
      if (found === undefined) throw new SuperminError('DOWNLOAD_MISSING', name);
      return work(found);
    },
  };

  /** A repository of an age in hours. @returns the digest of its repomd.xml */
  put(mirror: string, age: number): string {
    const directory = `${this.#top}/${mirror}/repodata`;
    mkdirSync(directory, { recursive: true });
    const text = `<repomd><revision>${NOW - age * HOUR}</revision></repomd>`;
    writeFileSync(`${directory}/repomd.xml`, text);
    return createHash('sha256').update(text).digest('hex');
  }

  /** A list that names one mirror, in a metalink with the digest of its repomd.xml. */
  list(address: string, digest?: string): void {
    const metalink = `<metalink><hash type="sha256">${digest}</hash><url>${address}/repodata/repomd.xml</url></metalink>`;
    writeFileSync(`${this.#top}/list`, digest === undefined ? `${address}\n` : metalink);
  }

  get directory(): string {
    return this.#top;
  }

  /** How old what supermin takes is, in hours. */
  async look(place: Partial<Source>, through: readonly string[] = []): Promise<number> {
    const { date } = await fetchRepomd(
      {
        ...{ id: 'my', addresses: [], checkPackages: false, checkIndex: false, keys: [] },
        ...{ priority: 99, cost: 1000, exclude: [], include: [], ...place },
      },
      {
        ...{ host: localHost(), signal: new AbortController().signal, report: () => {} },
        ...{ cacheDirectory: this.#cache, mirrors: through, from: [] },
        ...{ fetcher: this.#fetcher, update: true },
      },
    );
    return (NOW - date) / HOUR;
  }
}

const METALINK = { metalink: 'https://list' };

describe('fetchRepomd', () => {
  it('does not forget with another mirror what it has seen', async () => {
    // dnf takes a metalink for a list of mirrors, too.
    for (const place of [METALINK, { mirrorlist: METALINK.metalink }]) {
      const mirrors = new Mirrors();
      mirrors.list('http://a', mirrors.put('a', 0));
      expect(await mirrors.look(place)).toBe(0);
      mirrors.list('http://b', mirrors.put('b', 100));
      await expect(mirrors.look(place)).rejects.toMatchObject(OLD);
    }
  });

  it.each<[string, Partial<Source>]>([
    ['that nobody vouches for', { addresses: ['http://a'] }],
    ['of a list of mirrors', { mirrorlist: 'https://list' }],
    ['of a metalink that anybody can have written', { metalink: 'http://list' }],
  ])('is not shut out by the date of an index %s', async (_, place) => {
    const mirrors = new Mirrors();
    const put = (age: number) => {
      const digest = mirrors.put('a', age);
      mirrors.list('http://a', place.metalink === undefined ? undefined : digest);
    };
    put(0);
    expect(await mirrors.look(place)).toBe(0);
    put(100);
    expect(await mirrors.look(place)).toBe(100);
  });

  it("does not forget on a mirror what it has seen on a distribution's own server", async () => {
    const mirrors = new Mirrors();
    const below = 'pub/fedora/linux/updates/42';
    const fedora = { archive: 'fedora', addresses: [`https://dl.fedoraproject.org/${below}`] };
    mirrors.put(`mirror/fedora/updates/42`, 100);
    const mirror = ['http://mirror/fedora'];
    // Nobody vouches for the first.
    expect(await mirrors.look(fedora, mirror)).toBe(100);
    mirrors.put(`dl.fedoraproject.org/${below}`, 0);
    expect(await mirrors.look(fedora)).toBe(0);
    await expect(mirrors.look(fedora, mirror)).rejects.toMatchObject(OLD);
    mirrors.put(`mirror/fedora/updates/42`, 1);
    expect(await mirrors.look(fedora, mirror)).toBe(1);
  });

  it.each<[string, Partial<Source>, string | undefined]>([
    ['list of mirrors', { mirrorlist: 'https://list' }, undefined],
    ['metalink', METALINK, ''],
  ])('is not led to files of this machine by a %s that was downloaded', async (_, place, hash) => {
    const mirrors = new Mirrors();
    const digest = mirrors.put('a', 1);
    mirrors.list(`file://${mirrors.directory}/a`, hash === undefined ? undefined : digest);
    await expect(mirrors.look(place)).rejects.toMatchObject({ code: 'INDEX_DAMAGED' });
    // A list of the user's own may.
    const own = `file://${mirrors.directory}/list`;
    expect(await mirrors.look({ [Object.keys(place)[0]!]: own })).toBe(1);
  });
});
