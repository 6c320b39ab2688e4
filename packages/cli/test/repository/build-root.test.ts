import { readFileSync } from 'node:fs';
import { type Lock, parseLock } from '@supermin/core';
import { available, hasProgram } from '@supermin/test-support/programs';
import { scratchDirectory } from '@supermin/test-support/scratch';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findPluginsFor } from '../../src/plugins/find-plugins.ts';
import { loadVmModule } from '../../src/plugins/load-vm.ts';
import { buildRoot } from '../../src/repository/build-root.ts';
import { contextOf, ownPlaces } from '../support/in-process.ts';
import { lockedAppliance } from '../support/locked-appliance.ts';

vi.mock('../../src/plugins/load-vm.ts');

const HAS_TOOLS = ['dpkg-deb', 'xz'].every((name) => available(name, hasProgram(name)));

let places: ReturnType<typeof ownPlaces>;

beforeEach(() => {
  places = ownPlaces();
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.mocked(loadVmModule).mockReset();
});

function rootFor(input: string, ...words: string[]) {
  const context = contextOf('build', '-f', 'chroot', '-o', 'd', ...words, input);
  return buildRoot(context, findPluginsFor(context), [input]);
}

it('packages that are installed need no root of their own', async () => {
  expect(await rootFor(scratchDirectory({ packages: 'tool\n' }))).toBeUndefined();
});

describe.runIf(HAS_TOOLS)('packages of a lock', () => {
  it('are not opened before something is made of them', async () => {
    const { appliance } = lockedAppliance();
    const { root, backend } = (await rootFor(appliance))!;
    expect(root).toMatchObject({
      name: 'debian:stable',
      cpu: 'x86_64',
      open: expect.any(Function),
    });
    expect(backend.family).toBe('debian/dpkg');
    expect(loadVmModule).not.toHaveBeenCalled();
  });

  it('are configured in a VM with --configure', async () => {
    const { appliance } = lockedAppliance();
    const configuredRoot = vi.fn(async (_: Lock, __: object) => 'configured');
    vi.mocked(loadVmModule).mockResolvedValue({ configuredRoot });
    vi.stubEnv('SUPERMIN_MODULES', undefined);
    vi.stubEnv('SUPERMIN_KERNEL_VERSION', undefined);
    vi.stubEnv('SUPERMIN_KERNEL', '/k');
    const words = ['--configure', '--configure-timeout=5', '--net'];
    const { root, backend } = (await rootFor(appliance, ...words))!;
    expect([root, backend.family]).toEqual(['configured', 'debian/dpkg']);
    const [lock, options] = configuredRoot.mock.calls[0]!;
    expect(lock).toEqual(parseLock(readFileSync(`${appliance}/lock.json`, 'utf8'), ''));
    expect(options).toMatchObject({
      ...{ family: 'debian/dpkg', timeout: 5, network: true, kernel: undefined },
      ...{ kernelEnvironment: { SUPERMIN_KERNEL: '/k' }, temporaryDirectory: places.tmp },
      ...{ cacheDirectory: places.cache, backend: { name: 'dpkg' } },
    });
    const { writer } = options as { writer: () => Promise<object> };
    expect(Object.keys(await writer())).toContain('write');
  });

  it('are not taken if --from says something else', async () => {
    const { appliance } = lockedAppliance();
    await expect(rootFor(appliance, '--from=debian:sid')).rejects.toMatchObject({
      code: 'LOCK_AND_FROM',
    });
  });
});
