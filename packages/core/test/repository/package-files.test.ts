import { rmSync, writeFileSync } from 'node:fs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import { fetchLayers } from '../../src/repository/fetch-layers.ts';
import { fetchPackageFiles } from '../../src/repository/package-files.ts';
import { readContent } from '../../src/tree/content.ts';
import { sourceOf } from '../support/layers.ts';
import { backendOf, lockOf } from '../support/repository.ts';

const BYTES = Buffer.from('a package file\n');
const backend = backendOf(async () => sourceOf([{ name: './etc/x', content: 'text' }], {}));

function fixture() {
  const lock = lockOf(BYTES);
  const mirror = lock.sources[0]!.uri.slice('file://'.length);
  const options = { backend, cacheDirectory: scratchDirectory() };
  const read = async () => {
    const node = (await fetchPackageFiles(lock, options)).get(lock.packages[0]!.sha256)!;
    return readContent(node.content, 0, node.size);
  };
  return { lock, mirror, options, read };
}

describe('fetchPackageFiles', () => {
  it('downloads files as they are, once', async () => {
    const { mirror, read } = fixture();
    expect(await read()).toEqual(BYTES);
    rmSync(`${mirror}/x.tar`);
    expect(await read()).toEqual(BYTES);
  });

  it('finds those that were kept when the package was unpacked, beside its layer', async () => {
    const { lock, mirror, options, read } = fixture();
    await fetchLayers(lock, { ...options, keepFiles: true });
    rmSync(`${mirror}/x.tar`);
    expect(await read()).toEqual(BYTES);
    const [layer] = await fetchLayers(lock, options);
    expect(layer!.tree.lookup('/etc/x')).toMatchObject({ size: 4 });
  });

  it('does not keep them for nothing', async () => {
    const { lock, mirror, options, read } = fixture();
    await fetchLayers(lock, options);
    rmSync(`${mirror}/x.tar`);
    await expect(read()).rejects.toMatchObject({ code: 'DOWNLOAD_MISSING' });
  });

  it('takes no other file', async () => {
    const { mirror, read } = fixture();
    writeFileSync(`${mirror}/x.tar`, 'another file.\n\n');
    await expect(read()).rejects.toMatchObject({ code: 'DOWNLOAD_HASH' });
  });
});
