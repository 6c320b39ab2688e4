import { randomBytes } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packCluster } from '../../src/qcow2/compressed-clusters.ts';

const CLUSTER = 65536;

describe('a cluster', () => {
  it('of zeros is not there', async () => {
    expect(await packCluster(Buffer.alloc(CLUSTER))).toBeUndefined();
  });

  it('that gets no smaller stays as it is', async () => {
    const cluster = randomBytes(CLUSTER);
    expect(await packCluster(cluster)).toBe(cluster);
  });

  it('can be unpacked with a window of 4 KB, which is all that qcow2 has', async () => {
    // What repeats does so far behind; the little that repeats close by makes it worth its while.
    const far = randomBytes(20_000);
    const cluster = Buffer.concat([far, far, far, Buffer.alloc(CLUSTER - 60_000, 'close by ')]);
    const packed = await packCluster(cluster);
    expect(packed!.length).toBeLessThan(CLUSTER);
    // Output in small pieces: else zlib finds in its output what is no longer in its window.
    const unpacked = inflateRawSync(packed!, { windowBits: 12, chunkSize: 64 });
    expect(unpacked.equals(cluster)).toBe(true);
  });
});
