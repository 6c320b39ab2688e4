import { createHash } from 'node:crypto';
import { archive } from '@supermin/test-support/archive';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { readTar } from '../../src/archive/read-tar.ts';
import type { SuperminEvent } from '../../src/events/event.ts';
import type { Backend } from '../../src/plugin/contract.ts';
import { fetchLayers } from '../../src/repository/fetch-layers.ts';
import type { Lock } from '../../src/repository/lock.ts';

const BYTES = archive([{ name: './etc/x', content: 'text' }]);
const SHA256 = createHash('sha256').update(BYTES).digest('hex');

async function* chunks(): AsyncGenerator<Buffer> {
  yield BYTES;
}

function backendOf(fail?: () => Error): Backend {
  return {
    name: 'fake',
    freshness: () => [],
    open: () => Promise.reject(new Error('not asked')),
    repository: {
      open: () => Promise.reject(new Error('not asked')),
      addresses: ({ uri }, { path }) => [`${uri}/${path}`],
      async unpack() {
        if (fail !== undefined) throw fail();
        return { members: readTar(chunks()), notes: { a: 1 } };
      },
      root: () => ({ below: new Map(), above: new Map() }),
    },
  };
}

function fixture() {
  const mirror = scratchDirectory({ 'x.tar': BYTES });
  const pkg = { name: 'x', version: '1', arch: 'all', id: 'x', source: 0, path: 'x.tar' };
  const lock: Lock = {
    ...{ backend: 'fake', family: 'fake/fake', from: [], arch: 'all', cpu: 'x86_64' },
    ...{ requested: [], sources: [{ uri: `file://${mirror}` }] },
    packages: [{ ...pkg, size: BYTES.length, sha256: SHA256 }],
  };
  return { lock, cacheDirectory: scratchDirectory() };
}

describe('fetchLayers', () => {
  it('downloads what is not kept, and tells how far it is', async () => {
    const { lock, cacheDirectory } = fixture();
    const events: SuperminEvent[] = [];
    const report = (event: SuperminEvent) => void events.push(event);
    const [layer] = await fetchLayers(lock, { backend: backendOf(), cacheDirectory, report });
    expect(layer!.notes).toEqual({ a: 1 });
    expect(layer!.tree.lookup('/etc/x')).toMatchObject({ size: 4 });
    const total = BYTES.length;
    expect(events.at(-1)).toEqual({ kind: 'progress', done: total, total, unit: 'bytes' });
    const never = backendOf(() => new Error('unpacked twice'));
    expect((await fetchLayers(lock, { backend: never, cacheDirectory })).length).toBe(1);
  });

  it('says where there is no space, and what else is wrong as it is', async () => {
    const { lock, cacheDirectory } = fixture();
    const full = () => Object.assign(new Error('ENOSPC: write'), { code: 'ENOSPC' });
    await expect(
      fetchLayers(lock, { backend: backendOf(full), cacheDirectory }),
    ).rejects.toMatchObject({
      code: 'NO_SPACE',
      message: expect.stringContaining(cacheDirectory),
    });
    const other = backendOf(() => new Error('other'));
    await expect(fetchLayers(lock, { backend: other, cacheDirectory })).rejects.toThrow('other');
    const none = { ...other, repository: undefined };
    await expect(fetchLayers(lock, { backend: none, cacheDirectory })).rejects.toMatchObject({
      code: 'REPOSITORY_UNSUPPORTED',
    });
    await expect(
      fetchLayers(lock, { backend: other, cacheDirectory: undefined }),
    ).rejects.toMatchObject({ code: 'CACHE_MISSING' });
  });
});
