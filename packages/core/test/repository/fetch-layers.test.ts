import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { archive } from '@supermin/test-support/archive';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { SuperminEvent } from '../../src/events/event.ts';
import { LayerStore } from '../../src/layers/layer-store.ts';
import { fetchLayers } from '../../src/repository/fetch-layers.ts';
import { sourceOf } from '../support/layers.ts';
import { backendOf, lockOf } from '../support/repository.ts';

const MEMBERS = [{ name: './etc/x', content: 'text' }];
const BYTES = archive(MEMBERS);

/** @param fail what unpacking ends with */
function backend(fail?: () => Error) {
  return backendOf(async () => {
    if (fail !== undefined) throw fail();
    return sourceOf(MEMBERS, { a: 1 });
  });
}

function fixture() {
  return { lock: lockOf(BYTES), cacheDirectory: scratchDirectory() };
}

describe('fetchLayers', () => {
  it('downloads what is not kept, and tells how far it is', async () => {
    const { lock, cacheDirectory } = fixture();
    const events: SuperminEvent[] = [];
    const report = (event: SuperminEvent) => void events.push(event);
    const [layer] = await fetchLayers(lock, { backend: backend(), cacheDirectory, report });
    expect(layer!.notes).toEqual({ a: 1, package: 'x 1 all' });
    expect(layer!.tree.lookup('/etc/x')).toMatchObject({ size: 4 });
    const total = BYTES.length;
    expect(events.at(-1)).toEqual({ kind: 'progress', done: total, total, unit: 'bytes' });
    const never = backend(() => new Error('unpacked twice'));
    expect((await fetchLayers(lock, { backend: never, cacheDirectory })).length).toBe(1);
  });

  it('takes nothing that was unpacked as another package: it is fetched, and unpacking tells', async () => {
    const { lock, cacheDirectory } = fixture();
    await fetchLayers(lock, { backend: backend(), cacheDirectory });
    const refusing = backend(() => new Error('not package y'));
    const options = { backend: refusing, cacheDirectory };
    for (const other of [{ name: 'y' }, { version: '2' }, { arch: 'i386' }]) {
      const packages = [{ ...lock.packages[0]!, ...other }];
      await expect(fetchLayers({ ...lock, packages }, options)).rejects.toThrow('not package y');
    }
    expect((await fetchLayers(lock, options)).length).toBe(1);
  });

  it('has one allowance for all packages: many small bombs are one large one', async () => {
    const { lock, cacheDirectory } = fixture();
    const mirror = lock.sources[0]!.uri.slice('file://'.length);
    const packages = ['a', 'b'].map((name) => {
      writeFileSync(`${mirror}/${name}`, name);
      const sha256 = createHash('sha256').update(name).digest('hex');
      return { ...lock.packages[0]!, name, id: name, path: name, size: 1, sha256 };
    });
    const seen = vi.spyOn(LayerStore.prototype, 'add');
    onTestFinished(() => seen.mockRestore());
    await fetchLayers({ ...lock, packages }, { backend: backend(), cacheDirectory });
    const [first, second] = seen.mock.calls.map(([, , { allowance }]) => allowance);
    expect(first).toBe(second);
    // Of two packages with a byte each: the ratio is of the sum.
    expect(() => first!.spend(2 ** 30 + 2 * 200 - 2 * 4, 'x')).not.toThrow();
    expect(() => first!.spend(1, 'x')).toThrow('may be 1073742224 bytes in all');
  });

  it('verifies a package once, also one that is kept, and unpacks none that is not signed', async () => {
    const { lock, cacheDirectory } = fixture();
    const options = { backend: backend(), cacheDirectory };
    const files: string[] = [];
    const verify = vi.fn(async (_: unknown, file: string) => {
      files.push(readFileSync(file, 'latin1'));
      if (files.length === 1) throw new Error('not signed');
    });
    const signed = (keys: string) => ({ required: () => keys, verify });
    const store = new LayerStore(cacheDirectory);
    await expect(fetchLayers(lock, options, signed('a'))).rejects.toThrow('not signed');
    expect(store.has(lock.packages[0]!.sha256)).toBe(false);
    // From a lock, which is believed.
    await fetchLayers(lock, options);
    expect(verify).toHaveBeenCalledTimes(1);
    for (const keys of ['a', 'a', 'b', 'a']) await fetchLayers(lock, options, signed(keys));
    expect(verify).toHaveBeenCalledTimes(3);
    expect(files).toEqual(Array.from({ length: 3 }, () => BYTES.toString('latin1')));
    await fetchLayers(lock, options, { required: () => undefined, verify });
    expect(verify).toHaveBeenCalledTimes(3);
  });

  it('says where there is no space, and what else is wrong as it is', async () => {
    const { lock, cacheDirectory } = fixture();
    const full = () => Object.assign(new Error('ENOSPC: write'), { code: 'ENOSPC' });
    await expect(
      fetchLayers(lock, { backend: backend(full), cacheDirectory }),
    ).rejects.toMatchObject({
      code: 'NO_SPACE',
      message: expect.stringContaining(cacheDirectory),
    });
    const other = backend(() => new Error('other'));
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
