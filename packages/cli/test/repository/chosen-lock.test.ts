import { createLock, encodeLock, type Lock } from '@supermin/core';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findPluginsFor } from '../../src/plugins/find-plugins.ts';
import { chosenLock, type Wanted } from '../../src/repository/chosen-lock.ts';
import { contextOf, ownPlaces } from '../support/in-process.ts';

vi.mock('@supermin/core', async (original) => {
  const core = await original<typeof import('@supermin/core')>();
  return { ...core, createLock: vi.fn(core.createLock) };
});

const LOCK: Lock = {
  ...{ backend: 'rpm', family: 'fedora/rpm', from: ['fedora:40'], arch: 'x86_64', cpu: 'x86_64' },
  ...{ requested: ['tool'], sources: [], packages: [] },
};
const locked = scratchDirectory({ 'lock.json': encodeLock(LOCK) });
const plain = scratchDirectory({ packages: 'tool\n' });

let places: ReturnType<typeof ownPlaces>;

beforeEach(() => {
  places = ownPlaces();
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.mocked(createLock).mockReset();
});

function chosen(words: readonly string[], wanted: Partial<Wanted>) {
  const context = contextOf('build', '-f', 'chroot', '-o', 'd', ...words, 'in');
  const all = { inputs: [], names: [], ...wanted };
  return chosenLock(context, findPluginsFor(context), all);
}

describe('packages that are installed', () => {
  it('have no lock', async () => {
    expect(await chosen([], { inputs: [plain] })).toBeUndefined();
  });

  it('are configured already', async () => {
    await expect(chosen(['--configure'], { inputs: [plain] })).rejects.toMatchObject({
      code: 'CONFIGURE_INSTALLED',
      message: expect.stringContaining('those that are installed are configured'),
      hint: 'leave out --configure, or use --from',
    });
  });
});

describe('the lock among the inputs', () => {
  it('is taken, with the backend and the mirrors that it names', async () => {
    vi.stubEnv('SUPERMIN_MIRROR_FEDORA', 'http://m.example');
    const { lock, backend, request } = (await chosen([], { inputs: [plain, locked] }))!;
    expect(lock).toMatchObject({ ...LOCK });
    expect(backend.family).toBe('fedora/rpm');
    expect(request).toMatchObject({
      ...{ mirrors: ['http://m.example'], cacheDirectory: places.cache, backend: { name: 'rpm' } },
    });
    expect(createLock).not.toHaveBeenCalled();
    expect(await chosen(['--configure'], { inputs: [locked] })).toBeDefined();
  });

  it('is not changed by --from', async () => {
    await expect(chosen(['--from=debian:sid'], { inputs: [locked] })).rejects.toMatchObject({
      code: 'LOCK_AND_FROM',
      message: 'the inputs have a lock.json, which --from would not change',
      hint: 'leave out --from, or make a new lock with prepare --from',
    });
  });
});

describe('--from', () => {
  it('has a lock made, of what inputs and names ask for', async () => {
    vi.mocked(createLock).mockResolvedValueOnce(LOCK);
    vi.stubEnv('SUPERMIN_MIRROR_DEBIAN', 'http://m.example');
    const words = ['--from=debian:sid', '--arch=arm64', '--weak', '--configure'];
    const wanted = { inputs: [plain], names: ['more'] };
    const { lock, backend, request } = (await chosen(words, wanted))!;
    expect(lock).toBe(LOCK);
    expect(backend.family).toBe('debian/dpkg');
    expect(createLock).toHaveBeenCalledWith({
      ...{ ...request, from: ['debian:sid'], family: 'debian/dpkg' },
      ...{ inputs: [plain], packages: ['more'], arch: 'arm64', weak: true, configure: true },
    });
    expect(request.mirrors).toEqual(['http://m.example']);
  });

  it('needs a distribution that a plugin knows', async () => {
    await expect(chosen(['--from=xyzzy:1'], { names: ['a'] })).rejects.toMatchObject({
      code: 'FROM_UNKNOWN',
    });
  });
});
