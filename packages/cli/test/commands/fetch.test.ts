import { existsSync, readdirSync } from 'node:fs';
import { encodeLock, fetchLayers, fetchPackageFiles, type Lock } from '@supermin/core';
import { available, hasProgram } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fetchCommand } from '../../src/commands/fetch.ts';
import { contextOf, ownPlaces, perform } from '../support/in-process.ts';
import { lockedAppliance } from '../support/locked-appliance.ts';

vi.mock('@supermin/core', async (original) => {
  const core = await original<typeof import('@supermin/core')>();
  return {
    ...core,
    fetchLayers: vi.fn(core.fetchLayers),
    fetchPackageFiles: vi.fn(core.fetchPackageFiles),
  };
});

const HAS_TOOLS = ['dpkg-deb', 'xz'].every((name) => available(name, hasProgram(name)));

let cache: string;

beforeEach(() => {
  ({ cache } = ownPlaces());
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.mocked(fetchLayers).mockReset();
  vi.mocked(fetchPackageFiles).mockReset();
});

const fetch = (...words: string[]) => perform(fetchCommand, contextOf('fetch', ...words));

describe('fetch', () => {
  it.runIf(HAS_TOOLS)(
    'keeps the packages of a lock, so that a build needs no network',
    async () => {
      const { appliance, digests } = lockedAppliance();
      const performed = await fetch(appliance);
      expect(performed).toEqual({ status: 0, stdout: '', facts: { packages: 2 }, warnings: [] });
      expect(readdirSync(`${cache}/layers-1`)).toEqual(expect.arrayContaining(digests));
      expect(vi.mocked(fetchLayers).mock.lastCall![1]).toMatchObject({ keepFiles: false });
      expect(fetchPackageFiles).not.toHaveBeenCalled();
    },
  );

  it.each([
    ['rpm', '--configure', true],
    ['rpm', '--quiet', false],
    ['dpkg', '--configure', false],
  ])(
    '%s: package files are kept with %s, where scripts take them: %s',
    async (backend, option, kept) => {
      vi.mocked(fetchLayers).mockResolvedValueOnce([]);
      vi.mocked(fetchPackageFiles).mockResolvedValueOnce([] as never);
      const lock: Lock = {
        ...{ backend, family: `x/${backend}`, from: ['x:1'], arch: 'x', cpu: 'x86_64' },
        ...{ requested: [], sources: [], packages: [] },
      };
      const { facts } = await fetch(option, scratchDirectory({ 'lock.json': encodeLock(lock) }));
      expect(facts).toEqual({ packages: 0 });
      expect(vi.mocked(fetchLayers).mock.lastCall![1]).toMatchObject({ keepFiles: kept });
      expect(fetchPackageFiles).toHaveBeenCalledTimes(kept ? 1 : 0);
    },
  );

  it('needs an appliance with a lock', async () => {
    await expect(fetch()).rejects.toMatchObject({
      ...{ name: 'UsageError', command: 'fetch' },
      message: 'no appliance was given: a directory with lock.json, or that file',
    });
    await expect(fetch(scratchDirectory({ packages: 'tool\n' }))).rejects.toMatchObject({
      ...{ code: 'LOCK_MISSING', message: 'there is no lock.json among the inputs' },
      hint: 'supermin prepare --from DISTRO:RELEASE writes one',
    });
    expect(existsSync(`${cache}/layers-1`)).toBe(false);
  });
});
