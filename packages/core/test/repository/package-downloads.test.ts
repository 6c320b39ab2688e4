import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SuperminEvent } from '../../src/events/event.ts';
import type { Backend } from '../../src/plugin/contract.ts';
import type { RepositoryPackage } from '../../src/plugin/repository-contract.ts';
import type { Lock } from '../../src/repository/lock.ts';
import { PackageDownloads } from '../../src/repository/package-downloads.ts';
import { backendOf, lockOf } from '../support/repository.ts';

const BACKEND = backendOf(() => Promise.reject(new Error('not asked')));

/** A lock of packages whose files are there; each has its name for content. */
function fixture(...names: string[]) {
  const mirror = scratchDirectory(Object.fromEntries(names.map((name) => [name, name])));
  const one = lockOf(Buffer.from(''));
  const packages = names.map((name): RepositoryPackage => {
    const sha256 = createHash('sha256').update(name).digest('hex');
    return { ...one.packages[0]!, name, id: name, path: name, size: name.length, sha256 };
  });
  const lock: Lock = { ...one, sources: [{ uri: `file://${mirror}` }], packages };
  const events: SuperminEvent[] = [];
  const cacheDirectory = scratchDirectory();
  const report = (event: SuperminEvent) => void events.push(event);
  const open = (more: Partial<Backend> = {}, of = lock) =>
    new PackageDownloads(of, { backend: { ...BACKEND, ...more }, cacheDirectory, report });
  return { lock, mirror, events, cacheDirectory, open };
}

describe('downloads of packages', () => {
  it('begin with the largest, and give each file while it is there', async () => {
    const { lock, open } = fixture('bb', 'a', 'cccc', 'ddd');
    const seen: string[] = [];
    const files: string[] = [];
    const begun: string[] = [];
    const repository = {
      ...BACKEND.repository!,
      addresses: (({ uri }, { path }) => {
        begun.push(path);
        return [`${uri}/${path}`];
      }) as NonNullable<Backend['repository']>['addresses'],
    };
    await open({ repository }).all(lock.packages, async ({ name }, file) => {
      expect(readFileSync(file, 'latin1')).toBe(name);
      seen.push(name);
      files.push(file);
    });
    expect(begun).toEqual(['cccc', 'ddd', 'bb', 'a']);
    expect(seen.sort()).toEqual(['a', 'bb', 'cccc', 'ddd']);
    expect(files.some((file) => existsSync(file))).toBe(false);
  });

  it('are of the packages that are asked for, and say how far they are', async () => {
    const { lock, events, open } = fixture('bb', 'a', 'cccc');
    const names: string[] = [];
    await open().all(lock.packages.slice(1), async ({ name }) => void names.push(name));
    expect(names.sort()).toEqual(['a', 'cccc']);
    expect(events[0]).toMatchObject({ kind: 'message', text: 'fetch: 2 packages, 5 bytes' });
    expect(events.at(-1)).toEqual({ kind: 'progress', done: 5, total: 5, unit: 'bytes' });
  });

  it('are six at a time', async () => {
    const { lock, open } = fixture(...'abcdefgh');
    let [now, most] = [0, 0];
    await open().all(lock.packages, async () => {
      most = Math.max(most, ++now);
      // As long as all others have work to do.
      for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
      now--;
    });
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(6);
  });

  it('end with the first failure, and begin no other', async () => {
    const { lock, open } = fixture(...Array.from({ length: 30 }, (_, at) => `name ${at + 10}`));
    let done = 0;
    const all = open().all(lock.packages, async () => {
      throw new Error(`failure ${++done}`);
    });
    await expect(all).rejects.toThrow('failure 1');
    expect(done).toBeLessThanOrEqual(6);
  });

  it('name the package that no mirror has', async () => {
    const { lock, mirror, open } = fixture('a');
    rmSync(`${mirror}/a`);
    await expect(open().all(lock.packages, async () => {})).rejects.toMatchObject({
      code: 'DOWNLOAD_MISSING',
      message: expect.stringMatching(/^could not download a 1: /),
    });
  });

  it('that fill the disk name the cache', async () => {
    const { lock, cacheDirectory, open } = fixture('a');
    const full = Object.assign(new Error('ENOSPC: write'), { code: 'ENOSPC' });
    await expect(open().all(lock.packages, () => Promise.reject(full))).rejects.toMatchObject({
      code: 'NO_SPACE',
      message: expect.stringContaining(cacheDirectory),
    });
  });

  it('go through the proxy of the environment', async () => {
    const { lock, cacheDirectory } = fixture('a');
    const asked: (string | undefined)[] = [];
    const proxy = createServer(({ url }, answer) => {
      asked.push(url);
      answer.end('a');
    }).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    onTestFinished(() => void proxy.close());
    const environment = { http_proxy: `127.0.0.1:${(proxy.address() as AddressInfo).port}` };
    const sources = [{ uri: 'http://nowhere.invalid' }];
    const options = { backend: BACKEND, cacheDirectory, environment };
    await new PackageDownloads({ ...lock, sources }, options).all(lock.packages, async () => {});
    expect(asked).toEqual(['http://nowhere.invalid/a']);
  });

  it('are refused at once for a package that the backend cannot have', () => {
    const { lock, open } = fixture('a');
    const repository = {
      ...BACKEND.repository!,
      packageFault: ({ name }: RepositoryPackage) => (name === 'odd' ? 'an odd name' : undefined),
    };
    const odd = { ...lock.packages[0]!, name: 'odd' };
    expect(() => open({ repository })).not.toThrow();
    for (const of of [
      { ...lock, packages: [...lock.packages, odd] },
      { ...lock, kernel: odd },
    ]) {
      expect(() => open({ repository }, of)).toThrow(
        expect.objectContaining({
          code: 'LOCK_DAMAGED',
          message: 'lock.json: truncated or corrupt: an odd name',
        }),
      );
    }
  });

  it('need a directory for them, and a backend that knows repositories', () => {
    const { lock, open } = fixture('a');
    const options = { backend: BACKEND, cacheDirectory: undefined };
    const code = (name: string) => expect.objectContaining({ code: name });
    expect(() => new PackageDownloads(lock, options)).toThrow(code('CACHE_MISSING'));
    expect(() => open({ repository: undefined as never })).toThrow(code('REPOSITORY_UNSUPPORTED'));
  });
});
