import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { available, hasProgram } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withKeptAppliance } from '../../src/artifact/kept-appliance.ts';
import { clearCache } from '../../src/cache/prune-cache.ts';
import { artifactManifest, fileOf, TYPES } from '../support/artifacts.ts';
import {
  type HttpRegistry,
  isolateSkopeo,
  offerBlob,
  offerManifest,
  startHttpRegistry,
} from '../support/http-registry.ts';

const HAS_SKOPEO = available('appliances in a registry, by skopeo', hasProgram('skopeo'));

describe.runIf(HAS_SKOPEO)('oci://REF', () => {
  let registry: HttpRegistry;
  beforeAll(async () => {
    isolateSkopeo(scratchDirectory());
    registry = await startHttpRegistry();
    offerBlob(registry, TYPES.config, '{}');
  });
  afterAll(() => registry?.close());

  const offer = (tag: string, packages: string) => {
    const blob = offerBlob(registry, TYPES.file, packages);
    return offerManifest(registry, tag, artifactManifest([fileOf('packages', blob)]));
  };
  /** The packages of the appliance. */
  const look = (version: string, cacheDirectory: string, pull = false) =>
    withKeptAppliance(
      `oci://${registry.address}/tools${version}`,
      { cacheDirectory, pull, insecure: true, temporaryDirectory: scratchDirectory() },
      async (directory) => readFileSync(join(directory, 'packages'), 'utf8'),
    );
  const kept = (cache: string) => readdirSync(join(cache, 'appliances-1')).sort();

  it('is asked for once, and again with pull', async () => {
    const cache = scratchDirectory();
    const first = offer('moving', 'bash\n');
    expect(await look(':moving', cache)).toBe('bash\n');
    const second = offer('moving', 'dash\n');
    registry.asked.length = 0;
    expect(await look(':moving', cache)).toBe('bash\n');
    expect(registry.asked).toEqual([]);
    expect(await look(':moving', cache, true)).toBe('dash\n');
    expect(await look(':moving', cache)).toBe('dash\n');
    const digits = [first, second].map((digest) => digest.slice('sha256:'.length));
    expect(kept(cache)).toHaveLength(3);
    expect(kept(cache)).toEqual(expect.arrayContaining(digits));
    // By its digest it is there.
    registry.asked.length = 0;
    expect(await look(`@${first}`, cache)).toBe('bash\n');
    expect(registry.asked).toEqual([]);
  });

  it('that was asked for without TLS is not known to who asks with it', async () => {
    const cache = scratchDirectory();
    offer('insecure', 'bash\n');
    expect(await look(':insecure', cache)).toBe('bash\n');
    const name = `${registry.address}/tools:insecure`;
    const secure = withKeptAppliance(name, { cacheDirectory: cache }, async () => {});
    await expect(secure).rejects.toMatchObject({ code: 'ARTIFACT_TRANSPORT' });
  });

  it('is asked for again if the cache was cleared, which leaves what is in use', async () => {
    const cache = scratchDirectory();
    offer('cleared', 'bash\n');
    const name = `${registry.address}/tools:cleared`;
    const options = { cacheDirectory: cache, insecure: true };
    await withKeptAppliance(name, options, async (directory) => {
      clearCache(cache);
      expect(readdirSync(directory)).toEqual(['packages']);
    });
    clearCache(cache);
    expect(kept(cache).filter((entry) => !entry.endsWith('.digest'))).toEqual([]);
    expect(await look(':cleared', cache)).toBe('bash\n');
  });

  it('is the same for many at once', async () => {
    const cache = scratchDirectory();
    offer('shared', 'bash\n');
    const all = await Promise.all([1, 2, 3].map(() => look(':shared', cache)));
    expect(all).toEqual(['bash\n', 'bash\n', 'bash\n']);
    expect(kept(cache)).toHaveLength(2);
  });

  it('leaves nothing in the cache when it fails', async () => {
    const cache = scratchDirectory();
    const blob = offerBlob(registry, TYPES.file, '\x7fELF\0');
    offerManifest(registry, 'bad', artifactManifest([fileOf('packages', blob)]));
    await expect(look(':bad', cache)).rejects.toMatchObject({ code: 'ARTIFACT_REFUSED' });
    expect(kept(cache)).toEqual([]);
  });

  it('is not taken from a place that others may write to', async () => {
    const cache = scratchDirectory();
    const digits = offer('unsafe', 'bash\n').slice('sha256:'.length);
    await look(':unsafe', cache);
    const place = join(cache, 'appliances-1', digits);
    chmodSync(place, 0o777);
    await expect(look(':unsafe', cache)).rejects.toMatchObject({ code: 'CACHE_UNSAFE' });
    renameSync(place, join(cache, 'elsewhere'));
    symlinkSync(join(cache, 'elsewhere'), place);
    await expect(look(':unsafe', cache)).rejects.toMatchObject({ code: 'CACHE_UNSAFE' });
    const open = scratchDirectory();
    mkdirSync(join(open, 'appliances-1'));
    chmodSync(join(open, 'appliances-1'), 0o777);
    await expect(look(':unsafe', open)).rejects.toMatchObject({ code: 'CACHE_UNSAFE' });
  });
});

it('needs a cache', async () => {
  const nowhere = withKeptAppliance('a/b', { cacheDirectory: undefined }, async () => {});
  await expect(nowhere).rejects.toMatchObject({ code: 'CACHE_MISSING' });
});
