import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Fetcher, localHost, SuperminError } from '@supermin/core';
import { AptRepository, SigningKey } from '@supermin/test-support/apt';
import { available, hasProgram } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { fetchRelease } from '../../../src/repository/release/fetch-release.ts';

/** Files of this machine, where they are. */
const fetcher: Fetcher = {
  async fetch({ urls, name }, work) {
    const found = urls
      .filter((url) => url.startsWith('file:'))
      .map((url) => fileURLToPath(url))
      .find((path) => existsSync(path));
    if (found === undefined) throw new SuperminError('DOWNLOAD_MISSING', name);
    return work(found);
  },
};

const HOUR = 3600 * 1000;
const NOW = Math.floor(Date.now() / 1000) * 1000;

/** Mirrors of one suite. */
class Mirrors {
  readonly #top = scratchDirectory();
  readonly #cache = scratchDirectory();
  readonly #key = new SigningKey(`${scratchDirectory()}/k`);

  /** @param age of what this mirror has, in hours */
  put(mirror: string, age: number): void {
    const release = { Date: new Date(NOW - age * HOUR).toUTCString() };
    new AptRepository(`${this.#top}/${mirror}`, [], {
      ...{ indexOnly: true, release, key: this.#key },
    });
  }

  /** How old what supermin takes is, in hours. */
  async look(
    mirror: string,
    { update = true, trusted = false, suite = 'stable', time = '' } = {},
  ): Promise<number> {
    const archive =
      time === ''
        ? { uri: 'http://nowhere.invalid', archive: 'debian' }
        : { uri: `${SNAPSHOTS}/${time}`, ignoreExpiry: true };
    const source = {
      ...archive,
      suite,
      components: ['main'],
      trusted,
      signedBy: [this.#key.keyring],
    };
    const { date } = await fetchRelease(source, {
      ...{ host: localHost(), signal: new AbortController().signal, report: () => {} },
      ...{ cacheDirectory: this.#cache, mirrors: [`file:${this.#top}/${mirror}`] },
      ...{ from: [], fetcher, update },
    });
    return (NOW / 1000 - date) / 3600;
  }
}

const SNAPSHOTS = 'http://snapshot.debian.org/archive/debian';

const OLD = { code: 'RELEASE_OLD' };

const HAS_TOOLS = ['xz', 'gpg', 'gpgv'].every((name) => available(name, hasProgram(name)));

describe.runIf(HAS_TOOLS)('fetchRelease', () => {
  it('takes what is a day older than the newest, and not another day with each look', async () => {
    const mirrors = new Mirrors();
    mirrors.put('a', 0);
    expect(await mirrors.look('a')).toBe(0);
    mirrors.put('a', 20);
    expect(await mirrors.look('a')).toBe(20);
    mirrors.put('a', 40);
    await expect(mirrors.look('a')).rejects.toMatchObject(OLD);
    mirrors.put('a', 23);
    expect(await mirrors.look('a')).toBe(23);
  });

  it('does not forget with another mirror what it has seen', async () => {
    const mirrors = new Mirrors();
    mirrors.put('a', 0);
    mirrors.put('b', 100);
    expect(await mirrors.look('b')).toBe(100);
    expect(await mirrors.look('a')).toBe(0);
    // Also what was downloaded within the last hour.
    await expect(mirrors.look('b', { update: false })).rejects.toMatchObject(OLD);
    await expect(mirrors.look('b')).rejects.toMatchObject(OLD);
  });

  it('is not shut out by a date in the future', async () => {
    const mirrors = new Mirrors();
    mirrors.put('a', -1000);
    expect(await mirrors.look('a')).toBe(-1000);
    mirrors.put('a', 1);
    expect(await mirrors.look('a')).toBe(1);
  });

  it('is not shut out by the date of a file that nobody has signed', async () => {
    const mirrors = new Mirrors();
    mirrors.put('a', 0);
    expect(await mirrors.look('a', { trusted: true })).toBe(0);
    mirrors.put('a', 100);
    expect(await mirrors.look('a', { trusted: true })).toBe(100);
  });

  it('takes an old snapshot, but none that is older than it was on another mirror', async () => {
    const mirrors = new Mirrors();
    const [time, before] = ['20260101T000000Z', '20250101T000000Z'];
    mirrors.put('now', 0);
    mirrors.put(`a/debian/${time}`, 1000);
    mirrors.put(`a/debian/${before}`, 9000);
    mirrors.put(`b/debian/${time}`, 9000);
    expect(await mirrors.look('now')).toBe(0);
    expect(await mirrors.look('a', { time })).toBe(1000);
    expect(await mirrors.look('a', { time: before })).toBe(9000);
    await expect(mirrors.look('b', { time })).rejects.toMatchObject(OLD);
  });

  it('a release that is misspelled is no file that the mirror has no longer', async () => {
    const mirrors = new Mirrors();
    mirrors.put('a', 0);
    await expect(mirrors.look('a', { suite: 'bokworm' })).rejects.toMatchObject({
      code: 'DOWNLOAD_MISSING',
      message: expect.stringMatching(/dists\/bokworm: there is no such release there$/),
      hint: 'did you mean bookworm?',
    });
    await expect(mirrors.look('a', { suite: 'noble' })).rejects.toMatchObject({
      hint: 'check its name, or choose another mirror with --mirror',
    });
  });
});
