import { scratchDirectory } from '@supermin/test-support/scratch';
import { describe, expect, it } from 'vitest';
import type { PackageSignatures } from '../../src/plugin/repository-contract.ts';
import { VerifiedPackages } from '../../src/repository/verified-packages.ts';
import { lockOf } from '../support/repository.ts';

const PACKAGE = lockOf(Buffer.from('package')).packages[0]!;
const OTHER = { ...PACKAGE, sha256: 'b'.repeat(64) };

/** Keys that a package has to be signed with, and the files that were verified. */
function fixture(cache = scratchDirectory(), fails = false) {
  const seen: string[] = [];
  const verified = (keys: string | undefined) => {
    const signatures: PackageSignatures = {
      required: () => keys,
      verify: async ({ name }, file) => {
        if (fails) throw new Error('not signed');
        seen.push(`${name} ${file}`);
      },
    };
    return new VerifiedPackages(cache, signatures);
  };
  return { cache, seen, verified };
}

describe('signatures of packages', () => {
  it('are verified once for a digest and keys, by whatever process', async () => {
    const { cache, seen, verified } = fixture();
    const packages = verified('keys');
    expect(await packages.has(PACKAGE)).toBe(false);
    await packages.verify(PACKAGE, '/file');
    await packages.verify(PACKAGE, '/file');
    expect(seen).toEqual(['x /file']);
    expect(await packages.has(PACKAGE)).toBe(true);
    expect(await packages.has(OTHER)).toBe(false);
    expect(await verified('other').has(PACKAGE)).toBe(false);
    const later = fixture(cache);
    expect(await later.verified('keys').has(PACKAGE)).toBe(true);
    await later.verified('keys').verify(PACKAGE, '/file');
    expect(later.seen).toEqual([]);
  });

  it('that are wrong are not remembered', async () => {
    const { cache, verified } = fixture(undefined, true);
    await expect(verified('keys').verify(PACKAGE, '/file')).rejects.toThrow('not signed');
    expect(await fixture(cache).verified('keys').has(PACKAGE)).toBe(false);
  });

  it('are not looked at where none is required', async () => {
    const { cache, seen, verified } = fixture();
    for (const packages of [verified(undefined), new VerifiedPackages(cache, undefined)]) {
      expect(await packages.has(PACKAGE)).toBe(true);
      await packages.verify(PACKAGE, '/file');
    }
    expect(seen).toEqual([]);
  });
});
